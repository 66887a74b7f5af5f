import type { SpoolRecord, WriterRecord } from '../spool/records';
import { SpoolWriter } from '../spool/writer';
import { defaultBudget, keepWithin } from './memory-budget';
import type { Bounds, MemoryBudget } from './memory-budget';
import type { Observation, Probe } from './probe';
import { ProcessLog } from './process-log';

const FLUSH_EVERY = 1_000;
const COST_EVERY = 5_000;
const FILE_BYTES = 16 * 1024 * 1024;
/** A sample takes about this much of a file: the size of a spool of Node processes by its samples. */
const BYTES_PER_SAMPLE = 55;
/** After a rewrite that failed, the file may grow by this much before the next attempt. */
const RETRY_AFTER = 1024 * 1024;

export interface SamplerOptions {
  /** Path of the file in the spool, `….1.ndjson`. */
  readonly file: string;
  /** Id of the process that the sampler lives in. */
  readonly processId: string;
  readonly intervalMs: number;
  readonly probe: Probe;
  /** Ids of the processes that other samplers cover. */
  readonly covered: () => ReadonlySet<string>;
  /** CPU time of the sampling thread in ms, or null where it is not told. */
  readonly cpu: () => number | null;
  readonly budget?: MemoryBudget;
  /** Bytes that a file may have before it is written anew, thinned. */
  readonly fileBytes?: number;
}

/** Turns looks at the processes into records of the spool, in bounded memory and disk space. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #logs = new Map<string, ProcessLog>();
  readonly #writer: SpoolWriter;
  readonly #bounds: Bounds = new Set();
  readonly #startedAt: number;
  #samples = 0;
  #busyMs = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #flushedAt: number;
  #costAt: number;
  #rewriteAt: number;

  constructor(options: SamplerOptions, at: number) {
    this.#options = options;
    this.#startedAt = at;
    this.#flushedAt = at;
    this.#costAt = at;
    this.#rewriteAt = options.fileBytes ?? FILE_BYTES;
    this.#writer = new SpoolWriter(options.file, () => this.#everything());
  }

  /** One look. Returns a promise only where the probe does. */
  tick(at: number): void | Promise<void> {
    if (at <= this.#lastAt) return;
    this.#lastAt = at;
    const startedAt = performance.now();
    const observation = this.#options.probe.observe(at, this.#options.covered());
    if (observation instanceof Promise) return observation.then((late) => this.#take(at, late));
    this.#take(at, observation);
    this.#busyMs += performance.now() - startedAt;
  }

  flush(at: number): void {
    this.#flushedAt = at;
    keepWithin(this.#options.budget ?? defaultBudget, this.#logs, this.#bounds);
    for (const log of this.#logs.values()) {
      const batch = log.takeBatch(this.#options.intervalMs);
      if (batch !== null) this.#writer.write(batch);
    }
    if (at - this.#costAt >= COST_EVERY) this.#tellCost(at);
    this.#writer.flush();
    if (this.#writer.bytes > this.#rewriteAt) this.#rewrite(at);
  }

  /** A last look, and everything written. */
  async stop(at: number): Promise<void> {
    await this.tick(at);
    this.#tellCost(at);
    this.flush(at);
    this.#writer.close();
    this.#options.probe.close();
  }

  /** Says in the spool that sampling ends here, where that can still be said. */
  fail(at: number, code: string): void {
    this.#writer.write({ type: 'lost', at, records: 0, code });
    this.#writer.close();
  }

  #take(at: number, { seen, readings, ended }: Observation): void {
    for (const process of seen) {
      const known = this.#logs.get(process.id);
      const log = known ?? new ProcessLog(process, at);
      log.rename(process);
      log.endedAt = null;
      this.#logs.set(process.id, log);
      this.#writer.write(log.process());
    }
    for (const reading of readings) this.#logs.get(reading.id)?.add(at, reading);
    this.#samples += readings.length;
    for (const id of ended) this.#end(at, id);
    const due = FLUSH_EVERY - this.#options.intervalMs / 2;
    if (at - this.#flushedAt >= due) this.flush(at);
  }

  #end(at: number, id: string): void {
    const log = this.#logs.get(id);
    if (log === undefined) return;
    const batch = log.takeBatch(this.#options.intervalMs);
    if (batch !== null) this.#writer.write(batch);
    log.endedAt = at;
    const exit = log.exit();
    if (exit !== null) this.#writer.write(exit);
  }

  #tellCost(at: number): void {
    this.#costAt = at;
    this.#writer.write({
      type: 'cost',
      at,
      cpuMs: this.#options.cpu() ?? this.#busyMs,
      samples: this.#samples,
      ...(this.#bounds.size > 0 ? { bounds: [...this.#bounds] } : {}),
    });
  }

  #rewrite(at: number): void {
    const limit = this.#options.fileBytes ?? FILE_BYTES;
    const budget = this.#options.budget ?? defaultBudget;
    const samples = Math.min(budget.samples, limit / 2 / BYTES_PER_SAMPLE);
    keepWithin({ ...budget, samples }, this.#logs, this.#bounds);
    if (this.#writer.rewrite()) {
      this.#bounds.add(`the file is written anew, thinned, when it reaches ${limit} bytes`);
      // Where even the thinned series fill most of the file, it must grow before that makes sense.
      this.#rewriteAt = Math.max(limit, this.#writer.bytes + limit / 4);
      this.#tellCost(at);
      this.#writer.flush();
    } else {
      this.#rewriteAt = this.#writer.bytes + RETRY_AFTER;
    }
  }

  *#everything(): Generator<SpoolRecord> {
    const { processId, intervalMs } = this.#options;
    const writer: WriterRecord = {
      type: 'writer',
      kind: 'sampler',
      pid: process.pid,
      processId,
      at: this.#startedAt,
      intervalMs,
    };
    yield writer;
    for (const log of this.#logs.values()) yield* log.retold(intervalMs);
  }
}
