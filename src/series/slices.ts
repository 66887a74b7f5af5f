import type { Series } from './series';

/**
 * The lowest value in each of `count` slices of equal time: of a sawtooth, its valleys. A slice without a
 * sample repeats the slice before. Needs at least one sample.
 */
export function sliceMinima({ times, values }: Series, count: number): Float64Array {
  const start = times[0] ?? 0;
  const sliceMs = ((times.at(-1) ?? 0) - start) / count;
  const minima = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < times.length; i++) {
    const slice = sliceMs > 0 ? Math.floor(((times[i] ?? 0) - start) / sliceMs) : 0;
    const at = Math.min(slice, count - 1);
    minima[at] = Math.min(minima[at] ?? 0, values[i] ?? 0);
  }
  for (let i = 1; i < count; i++) {
    if (minima[i] === Number.POSITIVE_INFINITY) minima[i] = minima[i - 1] ?? 0;
  }
  return minima;
}
