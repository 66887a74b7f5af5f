import type { Floor } from '../../src/series/inside';
import type { FloorRecord, InsideLimitRecord, RealmsRecord } from '../../src/spool/records';
import { CollectionBudget } from './budget';
import type { Collector } from './collector';
import type { Host } from './host';
import { RealmRegistry } from './realm-registry';

export type InsideRecord = FloorRecord | RealmsRecord | InsideLimitRecord;

/** Who writes: Jest's own number of the worker, and Node's number of the thread. */
export interface Writer {
  readonly worker: number;
  readonly threadId: number;
  /** Must have reached the file when it returns: a worker may be killed right after. */
  readonly write: (record: InsideRecord) => void;
}

/** What runs when a floor is taken. */
export type Moment = Pick<Floor, 'where' | 'path' | 'tests' | 'failedTests'>;

/** What is still to come, and room is kept for: the collection at the end of the file, of the process. */
export type Later = 'none' | 'file' | 'process' | 'both';

/** How one process is measured: collects, reads, counts realms, writes. When to is the probe's business. */
export class Measurement {
  readonly realms = new RealmRegistry();
  readonly budget: CollectionBudget;
  readonly #host: Host;
  readonly #writer: Writer;
  #collector: Collector | null = null;
  /** Native contexts that are no file's realm: counted when the first file starts. */
  #foreignContexts = 0;
  /** Of the last collection. */
  #settled = true;

  constructor(host: Host, writer: Writer, budgetShare: number) {
    this.#host = host;
    this.#writer = writer;
    this.budget = new CollectionBudget(budgetShare);
  }

  /** Takes note of the realm of a file that starts; answers the file's number, from 1. */
  addRealm(path: string, globalObject: object): number {
    const file = this.realms.add(path, globalObject);
    if (file === 1) this.#foreignContexts = this.#host.contexts() - 1;
    else this.budget.sees(this.#host.heapUsed());
    return file;
  }

  /** Realms that are alive or not collected yet, by V8's count; costs 0.5 µs and reads no WeakRef. */
  contexts(): number {
    return this.#host.contexts() - this.#foreignContexts;
  }

  /** Whether the budget has room for a collection now, and for others `later`. */
  affords(later: Later): boolean {
    const reserve = this.#reserveFor(later);
    return this.budget.affords(this.#host.heapUsed(), this.#host.cpuMs(), reserve);
  }

  /** The same for the last one of a file or of the process. */
  affordsLast(later: Later): boolean {
    const reserve = this.#reserveFor(later);
    return this.budget.affordsLast(this.#host.heapUsed(), this.#host.cpuMs(), reserve);
  }

  affordsEnd(): boolean {
    return this.budget.affordsEnd(this.#host.heapUsed(), this.#host.cpuMs());
  }

  /** What a collection would take now, in ms. */
  predictedCpuMs(): number {
    return this.budget.predict(this.#host.heapUsed()).cpuMs;
  }

  predictedWallMs(): number {
    return this.budget.wallMs(this.#host.heapUsed());
  }

  /** @param settled see `RealmCensus` */
  collect(moment: Moment, ended: number, settled: boolean): void {
    this.#settled = settled;
    const before = this.#host.memory();
    const cost = this.#captured().collect();
    const memory = this.#host.memory();
    this.budget.charge(cost, before.heapUsed, memory.heapUsed);
    this.realms.collected(ended);
    const alive = this.realms.alive(ended);
    this.#writer.write({
      type: 'floor',
      ...this.#stamp(),
      ...moment,
      file: this.realms.size,
      heapUsed: memory.heapUsed,
      external: memory.external,
      arrayBuffers: memory.arrayBuffers,
      rss: memory.rss,
      native: before.rss - before.heapTotal - before.external,
      realms: alive.length,
      recent: alive.filter(({ file }) => file > ended - 2).length,
      cpuMs: cost.cpuMs,
      wallMs: cost.wallMs,
      processCpuMs: this.#host.cpuMs(),
    });
  }

  takeCensus(ended: number): void {
    this.#writer.write({
      type: 'realms',
      ...this.#stamp(),
      files: ended,
      filesTwice: this.realms.filesAfter(2),
      filesThrice: this.realms.filesAfter(3),
      failed: this.realms.failed(ended),
      alive: this.realms.alive(ended),
      contexts: this.contexts(),
      exact: this.#collector?.exact ?? true,
      settled: this.#settled,
    });
  }

  noteLimit(reason: string): void {
    this.#writer.write({ type: 'inside-limit', ...this.#stamp(), reason });
  }

  #reserveFor(later: Later): number {
    const heapUsed = this.#host.heapUsed();
    const { cpuMs } = this.budget.predict(heapUsed);
    // By the end of a file little more is kept than now; by that of the process, all there is may be.
    const ofProcess = this.budget.worst(heapUsed).cpuMs;
    return { none: 0, file: cpuMs, process: ofProcess, both: cpuMs + ofProcess }[later];
  }

  #captured(): Collector {
    if (this.#collector === null) {
      const before = this.#host.contexts();
      this.#collector = this.#host.captureCollector();
      this.#foreignContexts += this.#host.contexts() - before;
    }
    return this.#collector;
  }

  #stamp(): { at: number; threadId: number; worker: number } {
    const { threadId, worker } = this.#writer;
    return { at: this.#host.now(), threadId, worker };
  }
}
