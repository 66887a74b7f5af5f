import type { Cost } from './collector';

/**
 * CPU and wall time of a collection: some for the collection itself, and the rest per byte that is alive.
 * With 3 to 120 MB alive it took 6 to 91 ms, and little more with 100 MB of garbage (`bench/inside.ts`).
 */
const FIXED_MS = 6;
const FIRST_MS_PER_BYTE = 0.75e-6;
/** On a busy machine, and on other heaps, it may be so much more. */
const UNMEASURED_FACTOR = 2;
/** Of a heap of which nothing is known, the part taken to be alive; and at least of what is allocated later. */
const ALIVE_AT_FIRST = 0.5;
const ALIVE_AT_LEAST = 0.03;
/** What the last collection may take beyond the share: without it, those before it are worth little. */
const LAST_FACTOR = 1.25;
/**
 * What the collection at the end of a process may take however short its tests were: in a suite of a second
 * or two that is more than the share, and without it nothing at all would be known of its files.
 */
const END_MS = 60;

interface Known {
  readonly msPerByte: number;
  /** Of CPU time, how much time on the clock there was. */
  readonly wallPerCpu: number;
  /** Bytes that the last collection left; before the first, that were there at most at some time. */
  readonly alive: number;
  /** Of what was allocated before it, the part that it left. */
  readonly aliveOfNew: number;
}

/**
 * Keeps the collections of a process within a share of its own CPU time. What a collection costs is told
 * from the last one, by how much of the heap is likely to be alive.
 */
export class CollectionBudget {
  readonly #share: number;
  #spentMs = 0;
  #isMeasured = false;
  #known: Known | null = null;

  constructor(share: number) {
    this.#share = share;
  }

  /**
   * The heap as it was after a test file, garbage included: before the first collection, the lowest is
   * taken for what a process keeps that keeps nothing of its files.
   */
  sees(heapUsed: number): void {
    if (this.#isMeasured) return;
    this.#known = {
      msPerByte: FIRST_MS_PER_BYTE,
      wallPerCpu: 1,
      alive: Math.min(heapUsed, this.#known?.alive ?? Infinity),
      aliveOfNew: ALIVE_AT_LEAST,
    };
  }

  /** What a collection will cost, with a heap of so many bytes, garbage included. */
  predict(heapUsed: number): Cost {
    if (this.#known === null) return this.#costOf(ALIVE_AT_FIRST * heapUsed);
    const { alive, aliveOfNew } = this.#known;
    return this.#costOf(Math.min(alive, heapUsed) + aliveOfNew * Math.max(0, heapUsed - alive));
  }

  /** The same if all of it were alive, as where nothing is ever released. */
  worst(heapUsed: number): Cost {
    const { cpuMs, wallMs } = this.#costOf(heapUsed);
    const factor = this.#isMeasured ? 1 : UNMEASURED_FACTOR;
    return { cpuMs: factor * cpuMs, wallMs: factor * wallMs };
  }

  /** What it may take on the clock: as predicted, or at worst where there was none to predict it from. */
  wallMs(heapUsed: number): number {
    return (this.#isMeasured ? this.predict(heapUsed) : this.worst(heapUsed)).wallMs;
  }

  /**
   * Whether one more collection now stays within the share of what the process itself has used
   * (`processCpuMs` less what collections took), and leaves `reservedMs` for later ones.
   */
  affords(heapUsed: number, processCpuMs: number, reservedMs = 0): boolean {
    const wanted = this.predict(heapUsed).cpuMs;
    return (
      wanted <= this.#room(this.#share, processCpuMs) &&
      wanted + reservedMs <= this.#room(LAST_FACTOR * this.#share, processCpuMs)
    );
  }

  /** The same for the last collection of a process, or of a file. */
  affordsLast(heapUsed: number, processCpuMs: number, reservedMs = 0): boolean {
    const room = this.#room(LAST_FACTOR * this.#share, processCpuMs);
    return this.predict(heapUsed).cpuMs + reservedMs <= room;
  }

  /** The same for the one at the end of a process. */
  affordsEnd(heapUsed: number, processCpuMs: number): boolean {
    const isSmall = this.#share > 0 && this.predict(heapUsed).cpuMs <= END_MS;
    return isSmall || this.affordsLast(heapUsed, processCpuMs);
  }

  /** A collection was made: of `heapUsed` bytes, `alive` were left. */
  charge(cost: Cost, heapUsed: number, alive: number): void {
    const before = this.#known?.alive ?? alive;
    const ofNew = (alive - before) / Math.max(1, heapUsed - before);
    this.#spentMs += cost.cpuMs;
    this.#isMeasured = true;
    this.#known = {
      msPerByte: Math.max(0, cost.cpuMs - FIXED_MS) / Math.max(1, alive),
      wallPerCpu: Math.max(1, cost.wallMs / Math.max(1, cost.cpuMs)),
      alive,
      aliveOfNew: Math.min(1, Math.max(ALIVE_AT_LEAST, ofNew)),
    };
  }

  #costOf(alive: number): Cost {
    const { msPerByte, wallPerCpu } = this.#known ?? {
      msPerByte: FIRST_MS_PER_BYTE,
      wallPerCpu: 1,
    };
    const cpuMs = FIXED_MS + msPerByte * alive;
    return { cpuMs, wallMs: wallPerCpu * cpuMs };
  }

  #room(share: number, processCpuMs: number): number {
    return share * (processCpuMs - this.#spentMs) - this.#spentMs;
  }
}
