import { lived } from '../series/lived';
import type { ObservedProcess } from '../series/process';
import type { Series, Signal } from '../series/series';
import { onWatchedTime } from '../series/watched-time';
import { formatSeconds } from '../units';

/** The part of a series that can be judged, also on the clock that stands still in gaps. */
export type Life =
  | { readonly enough: true; readonly series: Series; readonly watched: Series }
  | { readonly enough: false; readonly reason: string };

/** The least that LBR, as published, looks at. */
export const leastLifeMs = 10_000;

/** Whole numbers carry no noise: half the time tells as much of them. */
export const leastLifeOfCountsMs = 5_000;

/**
 * The lived part of one signal, if it was watched for long enough and has at least `leastSamples`. Time
 * in gaps does not count.
 */
export function lifeOf(raw: Series, leastSamples: number, leastMs = leastLifeMs): Life {
  const seenMs = onWatchedTime(raw).times.at(-1) ?? 0;
  if (seenMs < leastMs) {
    const [seen, needed] = [seenMs, leastMs].map((ms) => formatSeconds(ms / 1000));
    return { enough: false, reason: `lived ${seen}; ${needed} are needed` };
  }
  const series = lived(raw);
  const samples = series.times.length;
  if (samples < leastSamples) {
    return { enough: false, reason: `was seen ${samples} times; ${leastSamples} are needed` };
  }
  return { enough: true, series, watched: onWatchedTime(series) };
}

/**
 * The signal that tells most about memory, of those that were had: anonymous memory leaves out files
 * that are mapped and shared, resident memory leaves out what is only reserved.
 */
export function memorySignal({ signals }: ObservedProcess): Signal | null {
  const order = ['anon', 'rss', 'vms'] as const;
  return order.find((signal) => (signals[signal]?.times.length ?? 0) > 0) ?? null;
}
