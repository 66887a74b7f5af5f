/** What makes a window of equally spaced values anomalous. */
export interface ScanLimits {
  readonly minPoints: number;
  readonly rSquared: number;
  /** The line must reach this value ... */
  readonly limit: number;
  /** ... at most this many steps after the last value. */
  readonly withinSteps: number;
}

/**
 * Fits a line to the last `minPoints` values, then to one more each time, back to the first, and gives
 * the number of values of the first window whose line is a good fit and reaches the limit in time; null
 * if there is none.
 *
 * Each longer window costs O(1), the whole scan O(n): mean, sum of squares and sum of products are
 * carried along by Welford's update, which subtracts no large sums from each other. Positions count
 * backwards from the last value (0, -1, -2, ...), so their own sums are known in closed form and epoch
 * times, whose squares would cost every digit, do not enter. A constant window has no R² and is no fit.
 */
export function scanBackward(values: Float64Array, limits: ScanLimits): number | null {
  const { minPoints, rSquared, limit, withinSteps } = limits;
  const last = values.length - 1;
  let mean = 0;
  let squares = 0;
  let products = 0;
  for (let n = 1; n <= last + 1; n++) {
    const x = 1 - n;
    const y = values[last + x] as number;
    const deviation = y - mean;
    mean += deviation / n;
    squares += deviation * (y - mean);
    // The mean position of n points is (1 - n) / 2; x lies (1 - n) / 2 from it.
    products += (x / 2) * deviation;
    if (n < minPoints || products <= 0) continue;
    const positionSquares = (n * (n * n - 1)) / 12;
    if (products * products < rSquared * positionSquares * squares) continue;
    const slope = products / positionSquares;
    const lineAtEnd = mean - (slope * x) / 2;
    if (lineAtEnd + slope * withinSteps >= limit) return n;
  }
  return null;
}
