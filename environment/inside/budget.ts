import type { Cost } from './collector';

/**
 * CPU and wall time of a first collection per byte that is alive: on heaps of Jest's own kind, 12 to 70 MB
 * alive, 0.7 to 1.4 ms a megabyte (`bench/inside.ts`). What is garbage costs next to nothing.
 */
const FIRST_MS_PER_BYTE = 0.8e-6;
/** Of what was allocated since the last collection, the part taken to be alive. */
const ALIVE_OF_NEW = 0.5;

/**
 * Keeps the collections of a process within a share of its own CPU time. What a collection costs is told
 * from the last one, scaled by how much of the heap is likely to be alive.
 */
export class CollectionBudget {
  readonly #share: number;
  #spentMs = 0;
  #last: { readonly cost: Cost; readonly alive: number } | null = null;

  constructor(share: number) {
    this.#share = share;
  }

  get spentMs(): number {
    return this.#spentMs;
  }

  /** What a collection will cost, with a heap of so many bytes, garbage included. */
  predict(heapUsed: number): Cost {
    if (this.#last === null) {
      const ms = ALIVE_OF_NEW * heapUsed * FIRST_MS_PER_BYTE;
      return { cpuMs: ms, wallMs: ms };
    }
    const { cost, alive } = this.#last;
    const scale = 1 + (ALIVE_OF_NEW * Math.max(0, heapUsed - alive)) / alive;
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

  /** A collection was made, and `alive` bytes of heap were left. */
  charge(cost: Cost, alive: number): void {
    this.#spentMs += cost.cpuMs;
    this.#last = { cost, alive };
  }
}
