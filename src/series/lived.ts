import type { Series } from './series';

const startMs = 100;
/** Memory was seen to fall from 350 ms before a process was gone. */
const exitMs = 500;

/**
 * A series without its first and last moments: the first samples of a child are its parent's image, in
 * the last ones memory is taken down. A process that has exited and was not yet waited for holds
 * nothing: zeros are left out too.
 */
export function lived({ times, values, intervalMs }: Series): Series {
  const nonzero = values.reduce((last, value, i) => (value > 0 ? i : last), -1);
  const from = (times[0] ?? 0) + startMs;
  const to = (times[nonzero] ?? 0) - exitMs;
  const keep = (_: number, i: number) =>
    (times[i] ?? 0) >= from && (times[i] ?? 0) <= to && (values[i] ?? 0) > 0;
  return { times: times.filter(keep), values: values.filter(keep), intervalMs };
}
