import type { Cost } from './collector';

/**
 * CPU and wall time of a first collection per byte that is alive: 0.7 to 1.1 ms a megabyte with 3 to
 * 120 MB alive, and no more with 100 MB of garbage (`bench/inside.ts`).
 */
const FIRST_MS_PER_BYTE = 0.8e-6;
/** Of what was allocated since the last collection, the part taken to be alive: at first, and at least. */
const ALIVE_AT_FIRST = 0.5;
const ALIVE_AT_LEAST = 0.03;

interface LastCollection {
  readonly cost: Cost;
  /** Bytes that it left. */
  readonly alive: number;
  /** Of what was allocated before it, the part that it left. */
  readonly aliveOfNew: number;
}

/**
 * Keeps the collections of a process within a share of its own CPU time. What a collection costs is told
 * from the last one, scaled by how much of the heap is likely to be alive.
 */
export class CollectionBudget {
  readonly #share: number;
  #spentMs = 0;
  #last: LastCollection | null = null;

  constructor(share: number) {
    this.#share = share;
  }

  /** What a collection will cost, with a heap of so many bytes, garbage included. */
  predict(heapUsed: number): Cost {
    if (this.#last === null) {
      const ms = ALIVE_AT_FIRST * heapUsed * FIRST_MS_PER_BYTE;
      return { cpuMs: ms, wallMs: ms };
    }
    const { cost, alive, aliveOfNew } = this.#last;
    const scale = 1 + (aliveOfNew * Math.max(0, heapUsed - alive)) / alive;
    return { cpuMs: cost.cpuMs * scale, wallMs: cost.wallMs * scale };
  }

  /**
   * Whether one more collection now, and `reserved` further ones later, stay within the share of what
   * the process itself has used: `processCpuMs` less what collections took.
   */
  affords(heapUsed: number, processCpuMs: number, reserved: number): boolean {
    const wanted = this.predict(heapUsed).cpuMs * (1 + reserved);
    return this.#spentMs + wanted <= this.#share * (processCpuMs - this.#spentMs);
  }

  /** A collection was made: of `heapUsed` bytes, `alive` were left. */
  charge(cost: Cost, heapUsed: number, alive: number): void {
    // Before the first one, most of what is alive is Jest itself: no measure of what comes next.
    const before = this.#last?.alive ?? alive;
    const ofNew = (alive - before) / Math.max(1, heapUsed - before);
    const aliveOfNew = Math.min(1, Math.max(ALIVE_AT_LEAST, ofNew));
    this.#spentMs += cost.cpuMs;
    this.#last = { cost, alive, aliveOfNew };
  }
}
