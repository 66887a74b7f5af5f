import type { Series } from './series';

/**
 * Linear interpolation at the first sample's time and every `stepMs` after it, up to the last sample
 * (numpy's `interp` on `arange`, except that the last sample counts where the grid meets it).
 */
export function resample(series: Series, stepMs: number): Series {
  const { times, values } = series;
  const last = times.length - 1;
  if (last < 0) return { times, values, intervalMs: stepMs };
  const start = times[0] ?? 0;
  const points = Math.floor(((times[last] ?? 0) - start) / stepMs) + 1;
  const newTimes = new Float64Array(points);
  const newValues = new Float64Array(points);
  let right = 0;
  for (let i = 0; i < points; i++) {
    const t = start + i * stepMs;
    while (right < last && (times[right] ?? 0) < t) right++;
    newTimes[i] = t;
    newValues[i] = valueAt(series, right, t);
  }
  return { times: newTimes, values: newValues, intervalMs: stepMs };
}

/** The value at `t`, which lies at `right` or between `right` and the sample before it. */
function valueAt({ times, values }: Series, right: number, t: number): number {
  const rightTime = times[right] ?? 0;
  const rightValue = values[right] ?? 0;
  if (rightTime <= t || right === 0) return rightValue;
  const leftTime = times[right - 1] ?? 0;
  const leftValue = values[right - 1] ?? 0;
  return leftValue + ((rightValue - leftValue) * (t - leftTime)) / (rightTime - leftTime);
}
