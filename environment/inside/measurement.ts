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

/** How one process is measured: collects, reads, counts realms, writes. When to is the probe's business. */
export class Measurement {
  readonly realms = new RealmRegistry();
  readonly budget: CollectionBudget;
  readonly #host: Host;
  readonly #writer: Writer;
  #collector: Collector | null = null;
  /** Native contexts that are no file's realm: counted when the first file starts. */
  #foreignContexts = 0;

  constructor(host: Host, writer: Writer, budgetShare: number) {
    this.#host = host;
    this.#writer = writer;
    this.budget = new CollectionBudget(budgetShare);
  }

  /** Takes note of the realm of a file that starts; answers the file's number, from 1. */
  addRealm(path: string, globalObject: object): number {
    const file = this.realms.add(path, globalObject);
    if (file === 1) this.#foreignContexts = this.#host.contexts() - 1;
    return file;
  }

  /** Realms that are alive or not collected yet, by V8's count; costs 0.5 µs and reads no WeakRef. */
  contexts(): number {
    return this.#host.contexts() - this.#foreignContexts;
  }

  affords(reserved: number): boolean {
    return this.budget.affords(this.#host.heapUsed(), this.#host.cpuMs(), reserved);
  }

  predictedWallMs(): number {
    return this.budget.predict(this.#host.heapUsed()).wallMs;
  }

  collect(moment: Moment, ended: number): void {
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
    });
  }

  noteLimit(reason: string): void {
    this.#writer.write({ type: 'inside-limit', ...this.#stamp(), reason });
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
