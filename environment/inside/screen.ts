/** A reading that needs no collection: heap in the old generation, memory outside the heap, resident set. */
export interface Reading {
  readonly oldSpace: number;
  readonly external: number;
  readonly rss: number;
}

/** Growth below this is not worth a collection. */
const NOTEWORTHY_BYTES = 1_000_000;

/**
 * Whether anything may be growing: garbage counts too, since without a collection it cannot be told from
 * what is kept. So `true` means "worth a look", and `false` is conclusive: what is flat in the later half
 * does not grow. With fewer than four readings nothing is ruled out.
 */
export function mayGrow(readings: readonly Reading[]): boolean {
  if (readings.length < 4) return true;
  return (['oldSpace', 'external', 'rss'] as const).some((key) =>
    rises(readings.map((reading) => reading[key])),
  );
}

/** Valleys, since a sawtooth of garbage is no growth: the lowest of the last quarter above the lowest of the one before. */
function rises(values: readonly number[]): boolean {
  const half = Math.floor(values.length / 2);
  const later = values.slice(half);
  const middle = Math.ceil(later.length / 2);
  return Math.min(...later.slice(middle)) - Math.min(...later.slice(0, middle)) > NOTEWORTHY_BYTES;
}
