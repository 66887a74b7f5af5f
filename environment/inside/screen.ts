/** A reading that needs no collection: heap in the old generation, memory outside the heap, resident set. */
export interface Reading {
  readonly oldSpace: number;
  readonly external: number;
  readonly rss: number;
}

/** Growth below this is not worth a collection. */
const NOTEWORTHY_BYTES = 1_000_000;
const KEYS = ['oldSpace', 'external', 'rss'] as const;

/**
 * Says whether anything may be growing, from readings that cost 20 µs. Garbage counts too, since without a
 * collection it cannot be told from what is kept: yes means "worth a look", no is conclusive.
 */
export class Screen {
  #readings: Reading[] = [];
  #floor: Reading | null = null;

  add(reading: Reading): void {
    this.#readings.push(reading);
  }

  /** What was read right after a collection. */
  collected(floor: Reading): void {
    this.#floor = floor;
    this.#readings = [];
  }

  restart(): void {
    this.#floor = null;
    this.#readings = [];
  }

  /**
   * Since the last collection, what is kept has grown by no more than what is there now. Before the first,
   * what is flat in the later half does not grow; with fewer than four readings nothing is ruled out.
   */
  mayGrow(): boolean {
    const floor = this.#floor;
    const last = this.#readings.at(-1);
    if (floor !== null && last !== undefined) {
      return KEYS.some((key) => last[key] - floor[key] > NOTEWORTHY_BYTES);
    }
    if (this.#readings.length < 4) return true;
    return KEYS.some((key) => rises(this.#readings.map((reading) => reading[key])));
  }
}

/** Valleys, since a sawtooth of garbage is no growth: the lowest of the last quarter above the lowest of the one before. */
function rises(values: readonly number[]): boolean {
  const later = values.slice(Math.floor(values.length / 2));
  const middle = Math.ceil(later.length / 2);
  return Math.min(...later.slice(middle)) - Math.min(...later.slice(0, middle)) > NOTEWORTHY_BYTES;
}
