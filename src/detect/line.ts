import { SimpleLinearRegression } from 'ml-regression-simple-linear';
import type { Series } from '../series/series';
import type { Exhaustion, Fit } from './finding';

/** A line through a series, and its value at the last sample, from where it is extrapolated. */
export interface Line {
  readonly fit: Fit;
  readonly valueAtEnd: number;
}

/**
 * Least squares through all points of a series of at least two. Times are taken relative to the last
 * sample: epoch milliseconds squared leave no digits for the data.
 */
export function fitLine({ times, values }: Series): Line {
  const to = times.at(-1) ?? 0;
  const x = Array.from(times, (t) => (t - to) / 1000);
  const y = Array.from(values);
  const line = new SimpleLinearRegression(x, y);
  return {
    fit: {
      slopePerSecond: line.slope,
      r2: line.score(x, y).r2,
      window: { from: times[0] ?? 0, to, points: times.length },
    },
    valueAtEnd: line.intercept,
  };
}

/** When a rising line meets a limit; null where it does not rise. A limit already passed is met now. */
export function exhaustionOf({ fit, valueAtEnd }: Line, limitBytes: number): Exhaustion | null {
  if (!(fit.slopePerSecond > 0) || !Number.isFinite(limitBytes)) return null;
  return { limitBytes, inSeconds: Math.max(0, (limitBytes - valueAtEnd) / fit.slopePerSecond) };
}
