import type { FileSpan, ObservedProcess } from '../series/process';
import type { Series } from '../series/series';
import type { InsideCulprit } from './inside-finding';

const WORDS = { threads: ['thread', 'threads'], fds: ['open file', 'open files'] } as const;

/** Files that added less than this part of what the worst one did are beside the point. */
const LEAST_SHARE = 1 / 4;
const MOST = 10;

/**
 * The test files after which a process had more threads, or open files, than before, the worst first. The first
 * file of a process also starts what Node and Jest themselves need: it is named only where no other adds any.
 */
export function gatheringFiles(
  { files, signals }: Pick<ObservedProcess, 'files' | 'signals'>,
  signal: 'threads' | 'fds',
): InsideCulprit[] {
  const series = signals[signal];
  if (series === undefined) return [];
  const added = files.map((span) => ({ path: span.path, count: addedIn(span, series) }));
  const later = added.slice(1).some(({ count }) => count > 0) ? added.slice(1) : added;
  const worst = Math.max(0, ...later.map(({ count }) => count));
  const named = later.filter(({ count }) => count > 0 && count >= LEAST_SHARE * worst);
  return named
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST)
    .map(({ path, count }) => ({ path, evidence: evidenceOf(count, signal) }));
}

function evidenceOf(count: number, signal: 'threads' | 'fds'): string {
  const [one, many] = WORDS[signal];
  return `${count} more ${count === 1 ? one : many} at its end than at its beginning.`;
}

function addedIn({ startedAt, endedAt }: FileSpan, series: Series): number {
  return valueAt(series, endedAt ?? Number.POSITIVE_INFINITY) - valueAt(series, startedAt);
}

/** The last value that was read by then; the first one where nothing was. */
function valueAt({ times, values }: Series, time: number): number {
  const after = times.findIndex((one) => one > time);
  const at = after < 0 ? times.length - 1 : Math.max(0, after - 1);
  return values[at] ?? 0;
}
