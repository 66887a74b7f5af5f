import type { ExitRecord, ProcessRecord, SamplesRecord, SpoolRecord } from '../spool/records';
import type { Reading, SeenProcess } from './probe';
import { SampleColumns } from './sample-columns';
import { ThinnedSeries } from './thinned-series';

/** All that the sampler holds of one process: its series, thinned, and what is not yet written. */
export class ProcessLog {
  readonly series = new ThinnedSeries();
  endedAt: number | null = null;
  #seen: SeenProcess;
  #samples = 0;
  #peakRss = 0;
  #peakVms: number | null = null;
  #batch = new SampleColumns();

  constructor(
    seen: SeenProcess,
    readonly firstSeenAt: number,
  ) {
    this.#seen = seen;
  }

  get id(): string {
    return this.#seen.id;
  }

  /** Samples taken, before any thinning. */
  get samples(): number {
    return this.#samples;
  }

  /** The process has a new name, after exec. */
  rename(seen: SeenProcess): void {
    this.#seen = seen;
  }

  add(at: number, reading: Reading): void {
    this.#samples += 1;
    this.#peakRss = Math.max(this.#peakRss, reading.rss);
    if (reading.vms !== null) this.#peakVms = Math.max(this.#peakVms ?? 0, reading.vms);
    this.series.add(at, reading);
    this.#batch.add(at, reading);
  }

  process(): ProcessRecord {
    return { type: 'process', ...this.#seen, at: this.firstSeenAt };
  }

  /** The samples since the last call, or null where there are none. */
  takeBatch(intervalMs: number): SamplesRecord | null {
    if (this.#batch.length === 0) return null;
    const record = this.#batch.record(this.id, intervalMs);
    this.#batch = new SampleColumns();
    return record;
  }

  exit(): ExitRecord | null {
    if (this.endedAt === null) return null;
    const peak = { rss: this.#peakRss, vms: this.#peakVms };
    return { type: 'exit', id: this.id, at: this.endedAt, peak, samples: this.#samples };
  }

  /** Everything again, for a new file; nothing waits to be written after that. */
  *retold(intervalMs: number): Generator<SpoolRecord> {
    this.#batch = new SampleColumns();
    yield this.process();
    yield* this.series.records(this.id, intervalMs);
    const exit = this.exit();
    if (exit !== null) yield exit;
  }
}
