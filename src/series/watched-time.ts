import { gapLimitMs } from './pieces';
import type { Series } from './series';

/**
 * The same samples on a clock that stands still while nobody looks: every gap becomes one sampling
 * interval. Between tests nothing runs, and a rate over time in which nothing ran is too low.
 * Times count from 0.
 */
export function onWatchedTime({ times, values, intervalMs }: Series): Series {
  const watched = new Float64Array(times.length);
  const limit = gapLimitMs(intervalMs);
  for (let i = 1; i < times.length; i++) {
    const step = (times[i] ?? 0) - (times[i - 1] ?? 0);
    watched[i] = (watched[i - 1] ?? 0) + (step > limit ? intervalMs : step);
  }
  return { times: watched, values, intervalMs };
}
