import type { Series } from './series';

const shortestGapMs = 500;
const gapInIntervals = 10;

/**
 * Splits a series where nobody looked: where two samples lie further apart than 0.5 s or ten sampling
 * intervals, whichever is more. Interpolating across such a gap would make up a line that nobody saw.
 * Rule and numbers after memorytools (github.com/BenjaminCarpenter480/memorytools), whose 0.5 s alone
 * would cut a series of one sample a second into single points. The pieces are views, oldest first.
 */
export function piecesOf(series: Series): readonly Series[] {
  const { times, values, intervalMs } = series;
  const limit = gapLimitMs(intervalMs);
  const pieces: Series[] = [];
  let start = 0;
  for (let i = 1; i <= times.length; i++) {
    if (i < times.length && (times[i] ?? 0) - (times[i - 1] ?? 0) <= limit) continue;
    if (i > start) {
      pieces.push({
        times: times.subarray(start, i),
        values: values.subarray(start, i),
        intervalMs,
      });
    }
    start = i;
  }
  return pieces;
}

export function gapLimitMs(intervalMs: number): number {
  return Math.max(shortestGapMs, gapInIntervals * intervalMs);
}
