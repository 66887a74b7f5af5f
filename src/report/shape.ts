import type { Series } from '../series/series';

/**
 * A coarse picture of a series: the means of at most `most` slices of equal time, rounded. A slice in
 * which nothing was seen repeats the one before.
 */
export function shapeOf({ times, values }: Series, most = 60): number[] {
  const from = times[0];
  const to = times.at(-1);
  if (from === undefined || to === undefined) {
    return [];
  }
  const slices = Math.min(most, times.length);
  const sums = new Float64Array(slices);
  const counts = new Uint32Array(slices);
  times.forEach((time, index) => {
    const slice = to === from ? 0 : Math.floor(((time - from) / (to - from)) * slices);
    const place = Math.min(slice, slices - 1);
    sums[place] = (sums[place] ?? 0) + (values[index] ?? 0);
    counts[place] = (counts[place] ?? 0) + 1;
  });
  let last = values[0] ?? 0;
  return Array.from(sums, (sum, slice) => {
    const count = counts[slice] ?? 0;
    last = count > 0 ? sum / count : last;
    return Math.round(last);
  });
}
