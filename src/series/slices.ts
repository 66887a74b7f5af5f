import type { Series } from './series';

/**
 * The lowest value in each of `count` slices of equal time: of a sawtooth, its valleys. A slice without a
 * sample repeats the slice before. Needs at least one sample.
 */
export function sliceMinima(series: Series, count: number): Float64Array {
  return sliceExtremes(series, count, 1);
}

/** The same, of the highest values. */
export function sliceMaxima(series: Series, count: number): Float64Array {
  return sliceExtremes(series, count, -1);
}

/** With sign 1 the lowest values, with -1 the highest. */
function sliceExtremes({ times, values }: Series, count: number, sign: 1 | -1): Float64Array {
  const start = times[0] ?? 0;
  const sliceMs = ((times.at(-1) ?? 0) - start) / count;
  const none = sign * Number.POSITIVE_INFINITY;
  const extremes = new Float64Array(count).fill(none);
  for (let i = 0; i < times.length; i++) {
    const slice = sliceMs > 0 ? Math.floor(((times[i] ?? 0) - start) / sliceMs) : 0;
    const at = Math.min(slice, count - 1);
    const value = values[i] ?? 0;
    if (sign * value < sign * (extremes[at] ?? 0)) extremes[at] = value;
  }
  for (let i = 1; i < count; i++) {
    if (extremes[i] === none) extremes[i] = extremes[i - 1] ?? 0;
  }
  return extremes;
}
