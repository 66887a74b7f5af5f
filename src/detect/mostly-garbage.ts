import type { InsideSeries } from '../series/inside';
import { formatBytes } from '../units';
import type { InsideFinding } from './inside-finding';

/** Of the resident set, what heap and Buffers that survive a collection are at most. */
const SMALL_SHARE = 1 / 3;
const MOST_REALMS = 0.5;
/** Of memory that is neither: Node itself, code, stacks, what the allocator holds. 64 to 78 MB on prom-client and dayjs. */
const USUAL_NATIVE_BYTES = 120_000_000;

/**
 * Does so little survive the last collection that what rose before it was garbage? It says nothing of
 * small leaks, only that memory as seen from outside is no reason to suspect one.
 */
export function detectMostlyGarbage(series: InsideSeries): InsideFinding {
  const base = { detector: 'mostly-garbage', signal: 'retained-heap' } as const;
  const last = series.floors.at(-1);
  if (last === undefined) {
    return { ...base, outcome: 'too-little', reason: 'No garbage collection could be had.' };
  }
  const kept = last.heapUsed + last.external;
  const survived = `${formatBytes(kept)} of ${formatBytes(last.rss)} survived a garbage collection`;
  // Realms that could not be counted may be most of what is kept.
  if (series.limits.length > 0) {
    return { ...base, outcome: 'too-little', reason: series.limits[0] ?? survived };
  }
  if (realmsAreOpen(series)) {
    const reason = `${survived}, with most realms; there was no time for a second one to tell whether they stay.`;
    return { ...base, outcome: 'too-little', reason };
  }
  if (kept > SMALL_SHARE * last.rss || last.native > USUAL_NATIVE_BYTES) {
    return { ...base, outcome: 'too-little', reason: `${survived}, too much to clear it.` };
  }
  return {
    ...base,
    outcome: 'steady',
    reason: `${survived}: nearly all that it held was garbage.`,
  };
}

/** Most realms were alive after a collection, and none that might have shown them dead could be had. */
function realmsAreOpen({ census }: InsideSeries): boolean {
  if (census === null || census.filesTwice > 0) return false;
  const left = census.alive.filter(({ collections }) => collections > 0);
  return left.length > MOST_REALMS * census.files;
}
