import type { Series } from './series';

export interface TimedValue {
  readonly at: number;
  readonly value: number;
}

/** A series from points in order of time; of several at one time the last counts. */
export function seriesOf(points: readonly TimedValue[], intervalMs: number): Series {
  const kept = points.filter(({ at }, i) => points[i + 1]?.at !== at);
  return {
    times: Float64Array.from(kept, ({ at }) => at),
    values: Float64Array.from(kept, ({ value }) => value),
    intervalMs,
  };
}

/**
 * The median spacing of the points of all lists, each in order of time: one sampler took them all, and
 * a process that was seen three times does not tell the spacing by itself. 0 without two points.
 */
export function medianIntervalMs(lists: readonly (readonly TimedValue[])[]): number {
  const steps = lists.flatMap((points) =>
    points.slice(1).map(({ at }, i) => at - (points[i]?.at ?? at)),
  );
  return medianOf(Float64Array.from(steps));
}

/** The median spacing of ascending times; 0 without two of them. */
export function medianSpacing(times: Float64Array): number {
  return medianOf(times.subarray(1).map((at, i) => at - (times[i] ?? at)));
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
