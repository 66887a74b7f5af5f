import type { Series } from '../src/series/series';

/** A moment of the epoch, for times as large as real ones. */
export const start = Date.UTC(2026, 0, 1);

/** What `memory`, given seconds since `start`, looks like when it is sampled at a constant rate. */
export function sampled(
  seconds: number,
  intervalMs: number,
  memory: (second: number) => number,
): Series {
  const samples = Math.floor((seconds * 1000) / intervalMs) + 1;
  const times = Float64Array.from({ length: samples }, (_, i) => start + i * intervalMs);
  return { times, values: times.map((t) => memory((t - start) / 1000)), intervalMs };
}

export function later(series: Series, seconds: number): Series {
  return { ...series, times: series.times.map((t) => t + seconds * 1000) };
}

export function joined(...parts: readonly Series[]): Series {
  return {
    times: Float64Array.from(parts.flatMap(({ times }) => Array.from(times))),
    values: Float64Array.from(parts.flatMap(({ values }) => Array.from(values))),
    intervalMs: parts[0]?.intervalMs ?? 0,
  };
}
