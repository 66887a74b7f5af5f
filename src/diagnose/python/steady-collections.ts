import type { PythonCollection, PythonLook } from '../../series/python';

/** A collection of a Python process that grew for as long as it was looked at. */
export interface SteadyCollection {
  readonly collection: PythonCollection;
  /** At a quarter of the time, at half of it, and at its end: entries, or bytes for mere bytes. */
  readonly sizes: readonly [number, number, number];
  /** Gained in each second of the later half. */
  readonly perSecond: number;
  readonly bytesPerSecond: number;
}

/** From the first look on: less shows how a program starts. */
export const SHORTEST_MS = 3_000;
/** Of what it would gain in the later half at the rate of the quarter before it. */
const LEAST_PACE = 0.5;
/** Parts of all that was gained below which a collection explains nothing beside others. */
const LEAST_SHARE = 0.02;

/**
 * Growth Tracker's rule: a collection that set a new maximum in each of the last two intervals of which each
 * is twice as long as the one before. One that levels off is filling, and one that falls by more than it
 * gains goes up and down: neither is told. Most bytes first.
 */
export function steadyCollections({ from, at, collections }: PythonLook): SteadyCollection[] {
  if (at - from < SHORTEST_MS) return [];
  const middle = (from + at) / 2;
  const quarter = (from + middle) / 2;
  const steady = collections.flatMap((collection): SteadyCollection[] => {
    const sizes = [quarter, middle, at].map((time) => largestUntil(collection.history, time));
    const [first, second, third] = sizes;
    if (first === undefined || second === undefined || third === undefined) return [];
    const keepsPace = third - second >= LEAST_PACE * 2 * (second - first);
    const isNew = third > second && second > first;
    if (!isNew || !keepsPace || largestFall(collection.history) >= third - first) return [];
    const perSecond = ((third - second) * 1000) / (at - middle);
    const bytesPerSecond = perSecond * (collection.entry?.bytes ?? 1);
    return [{ collection, sizes: [first, second, third], perSecond, bytesPerSecond }];
  });
  const all = steady.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
  return steady
    .filter(({ bytesPerSecond }) => bytesPerSecond >= LEAST_SHARE * all)
    .toSorted((a, b) => b.bytesPerSecond - a.bytesPerSecond);
}

/** One that was seen later began with what it had then. */
function largestUntil(history: PythonCollection['history'], time: number): number {
  const until = history.filter(([at]) => at <= time).map(([, size]) => size);
  return until.length > 0 ? Math.max(...until) : (history[0]?.[1] ?? 0);
}

function largestFall(history: PythonCollection['history']): number {
  const falls = history.map(([, size], index) => (history[index - 1]?.[1] ?? size) - size);
  return Math.max(0, ...falls);
}
