import { gunzipSync } from 'node:zlib';
import type { Floor, InsideSeries, RealmCensus } from '../src/series/inside';

/** What was read after a forced collection; sizes are bytes. */
export interface FloorPoint {
  readonly at: 'before-file' | 'in-file' | 'after-file';
  readonly pid: number;
  readonly ts: number;
  readonly file: string;
  readonly heapUsedBefore: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  readonly rss: number;
  readonly nativeContexts: number;
}

/** Fewer files than this tell nothing of growth from file to file. */
const FEWEST_FILES = 5;
/** Collections made from one file to the next: before its code loads, and after its last test. */
const COLLECTIONS_A_FILE = 2;
const RECENT = 2;

/** The points of a recording made with a collection at every boundary; none of any other. */
export function readFloorPoints(gzipped: Uint8Array): readonly FloorPoint[] {
  const { floors } = JSON.parse(gunzipSync(gzipped).toString('utf8')) as {
    readonly floors?: { readonly points: readonly FloorPoint[] };
  };
  return floors?.points ?? [];
}

/**
 * The same as this package measures it, of each process that ran files, in the order in which they began.
 * Only floors between files can be told so: points within a file have no number of tests.
 */
export function insideOfPoints(points: readonly FloorPoint[]): readonly InsideSeries[] {
  const pids = [...new Set(points.map(({ pid }) => pid))];
  return pids.flatMap((pid, index) => {
    const starts = points.filter((point) => point.pid === pid && point.at === 'before-file');
    return starts.length < FEWEST_FILES ? [] : [seriesOf(starts, index + 1)];
  });
}

function seriesOf(starts: readonly FloorPoint[], worker: number): InsideSeries {
  const files = starts.map(({ file }) => file);
  const before = starts[0]?.nativeContexts ?? 0;
  const realms = starts.map(({ nativeContexts }) => nativeContexts - before);
  return {
    processId: `${starts[0]?.pid}@0`,
    threadId: 0,
    worker,
    // The one that was about to load its code when the last point was taken has not run in this account.
    files: files.slice(0, -1),
    externalAtStart: [],
    floors: starts.map((point, index) => floorOf(point, index + 1, realms[index] ?? 0)),
    census: censusOf(files.slice(0, -1), starts.at(-1)?.ts ?? 0, realms.at(-1) ?? 0),
    cost: { collections: starts.length, cpuMs: 0, wallMs: 0, processCpuMs: 0 },
    limits: [],
  };
}

/** Whose realms they were is not known. For a floor the worse case is that the last files' are among them. */
function floorOf(point: FloorPoint, file: number, realms: number): Floor {
  const { ts: at, heapUsed, external, arrayBuffers, rss, heapUsedBefore } = point;
  return {
    at,
    where: 'file-start',
    file,
    path: point.file,
    tests: 0,
    failedTests: 0,
    heapUsed,
    external,
    arrayBuffers,
    rss,
    // As it was before the collection: V8 gives its pages back later.
    native: rss - heapUsedBefore - external,
    realms,
    recent: Math.min(RECENT, realms),
  };
}

/** Null where some of the files' realms were alive, and not all: the points do not tell which. */
function censusOf(files: readonly string[], at: number, alive: number): RealmCensus | null {
  if (alive !== 0 && alive !== files.length) return null;
  const ended = files.length;
  return {
    at,
    files: ended,
    filesTwice: ended - 1,
    filesThrice: ended - 1,
    failed: [],
    alive:
      alive === 0
        ? []
        : files.map((path, index) => ({
            path,
            file: index + 1,
            collections: COLLECTIONS_A_FILE * (ended - index) - 1,
          })),
    contexts: alive,
    // A dead realm is gone after six collections, whatever V8 was told to keep; the last files do not count.
    exact: true,
  };
}

/** Bytes more on the heap and held by it, from the second file on, which has all modules loaded. */
export function retainedIn({ floors }: InsideSeries): number {
  const [first, last] = [floors[1], floors.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return last.heapUsed + last.external - first.heapUsed - first.external;
}
