import { sliceMaxima, sliceMinima } from '../series/slices';
import type { Series } from '../series/series';

/**
 * The valleys of a series: the lowest value in each of some slices of equal time, and the high-water
 * mark of these valleys so far. A rise that only fills up again what was given back sets no new mark.
 */
export interface ValleyLine {
  readonly valleys: Float64Array;
  readonly marks: Float64Array;
  /** How far values lie apart within a slice: the median of all slices. */
  readonly unrest: number;
}

/** Of all that rises from valley to valley, falls may take back this much, or they are no valleys. */
const mostGivenBack = 0.5;

/**
 * Slices shorter than the teeth of a sawtooth hold no valley each: then the valleys themselves rise and
 * fall, and the next count is tried. Counts are multiples of 4, finest first. Null where even the
 * longest slices leave more noise than direction after the first quarter.
 */
export function valleyLineOf(series: Series, counts: readonly number[]): ValleyLine | null {
  for (const count of counts) {
    const valleys = sliceMinima(series, count);
    if (givenBack(valleys.subarray(count / 4 - 1)) <= mostGivenBack) {
      const ranges = sliceMaxima(series, count).map((peak, i) => peak - (valleys[i] ?? 0));
      const unrest = ranges.toSorted()[count / 2] ?? 0;
      return { valleys, marks: highWaterMarks(valleys), unrest };
    }
  }
  return null;
}

/** The share of all rises between neighbours that falls take back; 0 where nothing falls. */
function givenBack(values: Float64Array): number {
  let rises = 0;
  let falls = 0;
  for (let i = 1; i < values.length; i++) {
    const step = (values[i] ?? 0) - (values[i - 1] ?? 0);
    if (step > 0) rises += step;
    else falls -= step;
  }
  return falls === 0 ? 0 : falls / rises;
}

function highWaterMarks(values: Float64Array): Float64Array {
  let mark = Number.NEGATIVE_INFINITY;
  return values.map((value) => {
    mark = Math.max(mark, value);
    return mark;
  });
}
