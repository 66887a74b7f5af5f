import type { SamplesRecord } from '../spool/records';

/** The values of one sample; null or NaN stands for what was not read. */
interface Values {
  readonly rss: number;
  readonly vms: number | null;
  readonly anon: number | null;
  readonly threads: number | null;
  readonly fds: number | null;
}

/** Samples by column, as they stand in a record. */
export class SampleColumns {
  readonly #t: number[] = [];
  readonly #rss: number[] = [];
  readonly #vms = new OptionalColumn();
  readonly #anon = new OptionalColumn();
  readonly #threads = new OptionalColumn();
  readonly #fds = new OptionalColumn();

  get length(): number {
    return this.#t.length;
  }

  add(at: number, values: Values): void {
    this.#t.push(at);
    this.#rss.push(values.rss);
    this.#vms.push(values.vms);
    this.#anon.push(values.anon);
    this.#threads.push(values.threads);
    this.#fds.push(values.fds);
  }

  /** A column that holds nothing is left out. */
  record(id: string, intervalMs: number): SamplesRecord {
    return {
      type: 'samples',
      id,
      intervalMs,
      t: this.#t,
      rss: this.#rss,
      ...this.#vms.as('vms'),
      ...this.#anon.as('anon'),
      ...this.#threads.as('threads'),
      ...this.#fds.as('fds'),
    };
  }
}

class OptionalColumn {
  readonly #values: (number | null)[] = [];
  #empty = true;

  push(value: number | null): void {
    const known = value !== null && !Number.isNaN(value);
    this.#values.push(known ? value : null);
    if (known) this.#empty = false;
  }

  as(name: 'vms' | 'anon' | 'threads' | 'fds'): Partial<SamplesRecord> {
    return this.#empty ? {} : { [name]: this.#values };
  }
}
