import type { SamplesRecord } from '../spool/records';
import type { Reading } from './probe';
import { SampleColumns } from './sample-columns';

/** Columns of one sample: time, rss, vms, anon, threads, fds. NaN stands for what was not read. */
const WIDTH = 6;
const RSS = 1;
const FIRST_CAPACITY = 16;
/** Samples to a record, so that no line grows without bound. */
const CHUNK = 1_000;

/**
 * The samples of one process, in bounded memory. At level 0 all are kept; each `thin` doubles the
 * spacing: of every 2^(level+1) samples taken, the first one with the lowest and the last one with
 * the highest rss remain, in order of time. Two such halvings give what one of twice the size would,
 * so the series depends on the samples and the level alone.
 */
export class ThinnedSeries {
  #data = new Float64Array(FIRST_CAPACITY * WIDTH);
  #length = 0;
  #level = 0;
  /** Samples that the last one or two entries stand for. */
  #inBlock = 0;

  /** Samples held. */
  get length(): number {
    return this.#length;
  }

  get level(): number {
    return this.#level;
  }

  add(at: number, reading: Reading): void {
    const block = 2 ** (this.#level + 1);
    if (this.#inBlock === block) this.#inBlock = 0;
    this.#inBlock += 1;
    this.#append(at, reading);
    if (this.#inBlock > 2)
      this.#length = this.#select(this.#length - 3, this.#length, this.#length - 3);
  }

  /** Halves the series. */
  thin(): void {
    const block = 2 ** (this.#level + 1);
    const partial = this.#inBlock < block ? this.#inBlock : 0;
    const whole = (this.#length - Math.min(partial, 2)) / 2;
    let to = 0;
    for (let i = 0; i + 1 < whole; i += 2) to = this.#select(2 * i, 2 * i + 4, to);
    const rest = 2 * (whole - (whole % 2));
    to = this.#select(rest, this.#length, to);
    this.#inBlock = (whole % 2) * block + partial;
    this.#length = to;
    this.#level += 1;
    // What is not used any more is given back.
    this.#data = this.#data.slice(0, Math.max(FIRST_CAPACITY, this.#length) * WIDTH);
  }

  /** Lets go of all samples. */
  clear(): void {
    this.#data = new Float64Array(0);
    this.#length = 0;
    this.#inBlock = 0;
  }

  /** The series as `samples` records, at a spacing of `intervalMs` before thinning. */
  *records(id: string, intervalMs: number): Generator<SamplesRecord> {
    for (let from = 0; from < this.#length; from += CHUNK) {
      const columns = new SampleColumns();
      const to = Math.min(this.#length, from + CHUNK);
      for (let base = from * WIDTH; base < to * WIDTH; base += WIDTH) {
        columns.add(this.#data[base] as number, {
          rss: this.#data[base + RSS] as number,
          vms: this.#data[base + 2] as number,
          anon: this.#data[base + 3] as number,
          threads: this.#data[base + 4] as number,
          fds: this.#data[base + 5] as number,
        });
      }
      yield columns.record(id, intervalMs * 2 ** this.#level);
    }
  }

  #append(at: number, reading: Reading): void {
    if ((this.#length + 1) * WIDTH > this.#data.length) this.#grow();
    const base = this.#length * WIDTH;
    const data = this.#data;
    const last = base - WIDTH;
    data[base] = at;
    data[base + RSS] = reading.rss;
    data[base + 2] = reading.vms ?? Number.NaN;
    data[base + 3] = reading.anon ?? Number.NaN;
    // Counts are read more rarely than sizes: the last one is carried on, lest thinning lose it.
    data[base + 4] = reading.threads ?? (last < 0 ? Number.NaN : (data[last + 4] as number));
    data[base + 5] = reading.fds ?? (last < 0 ? Number.NaN : (data[last + 5] as number));
    this.#length += 1;
  }

  #grow(): void {
    const grown = new Float64Array(Math.max(FIRST_CAPACITY * WIDTH, this.#data.length * 2));
    grown.set(this.#data);
    this.#data = grown;
  }

  /** Writes the lowest and the highest of the entries [from, end) at `to`; returns where they end. */
  #select(from: number, end: number, to: number): number {
    if (end - from <= 2) return this.#copy(from, end, to);
    let low = from;
    let high = from;
    for (let i = from + 1; i < end; i += 1) {
      if (this.#rss(i) < this.#rss(low)) low = i;
      if (this.#rss(i) >= this.#rss(high)) high = i;
    }
    const first = Math.min(low, high);
    const second = Math.max(low, high);
    this.#copy(first, first + 1, to);
    return this.#copy(second, second + 1, to + 1);
  }

  #rss(i: number): number {
    return this.#data[i * WIDTH + RSS] as number;
  }

  #copy(from: number, end: number, to: number): number {
    this.#data.copyWithin(to * WIDTH, from * WIDTH, end * WIDTH);
    return to + end - from;
  }
}
