import type { Floor, InsideSeries } from '../series/inside';
import { formatBytes } from '../units';
import { type Growth, growthOf, type Point } from './floor-growth';
import { grownBetweenFew } from './grown-between-few';
import type { InsideCulprit, InsideFinding } from './inside-finding';
import { bytesOf, GROWING, type MemoryKind as Kind } from './memory-kind';
import { filesBefore, warmPieces } from './warm-floors';

/**
 * Growth below this, a file, may be Jest's own and a suite's warming up: up to 91 KB a file of heap on healthy
 * suites, and 0.1 MB in all outside it. Native memory is what is left of the resident set: the allocator's
 * own habits are in it, 17 MB of them.
 */
const BYTES_PER_FILE: Record<Kind, number> = {
  'retained-heap': 200_000,
  external: 100_000,
  native: 800_000,
};
const LEAK_BYTES_PER_FILE = 200_000;
/** Less than this in all may still be a suite warming up: 3.7 MB over 14 files on a healthy one. */
const LEAK_BYTES = 8_000_000;
/** Of the overall rate, what the last third must still show. */
const STILL_RISING = 0.5;
/** A step holds no more than this part of the growth: one fixture, one cache, is no growth. */
const LARGEST_STEP = 0.4;
const FEWEST_FLOORS = 4;
const FEWEST_FILES = 5;
/** Files are named that account for this part of the growth seen, if they are not more than half of them. */
const CLEAR_SHARE = 0.8;
const FEW_FILES = 0.5;
const LEAST_NATIVE_BYTES = 32_000_000;

/**
 * Does memory that survives a collection grow from file to file? One finding for each kind of memory; a
 * single one where there are too few floors for any.
 *
 * @param incarnations processes that had the same worker number, in order; one, in band
 * @param others the run's other processes in which tests ran
 */
export function detectRetainedHeap(
  incarnations: readonly InsideSeries[],
  others: readonly InsideSeries[] = [],
): InsideFinding[] {
  const pieces = incarnations.flatMap(warmPieces);
  const floors = pooled(
    pieces.map((piece) => piece.map((floor) => pointOf(floor, 'retained-heap'))),
  );
  const files = (floors.at(-1)?.x ?? 0) - (floors[0]?.x ?? 0);
  if (floors.length < FEWEST_FLOORS || files < FEWEST_FILES) {
    const grown = grownBetweenFew(incarnations, others);
    if (grown.length > 0) return grown;
    const reason = `${floors.length} ${floors.length === 1 ? 'floor' : 'floors'} over ${files} test files; at least ${FEWEST_FLOORS} over ${FEWEST_FILES} are needed.`;
    return [{ detector: 'retained-heap', signal: 'retained-heap', outcome: 'too-little', reason }];
  }
  return (['retained-heap', 'external', 'native'] as const).map((kind) =>
    detectKind(incarnations, pieces, kind),
  );
}

function detectKind(
  incarnations: readonly InsideSeries[],
  pieces: readonly Floor[][],
  kind: Kind,
): InsideFinding {
  const base = { detector: 'retained-heap', signal: kind } as const;
  const points = pooled(pieces.map((piece) => piece.map((floor) => pointOf(floor, kind))));
  const growth = growthOf(points);
  if (growth === null) return { ...base, outcome: 'too-little', reason: 'No two floors apart.' };
  const files = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const no = whyNot(growth, kind);
  if (no !== null) return { ...base, outcome: 'steady', reason: no };
  return {
    ...base,
    outcome: kind !== 'native' && isLarge(growth) ? 'leak' : 'suspect',
    reason: `${GROWING[kind]} grows by ${formatBytes(growth.rate)} a test file, over ${files} files and in every part of the run.`,
    rate: { value: growth.rate, unit: 'bytes/file' },
    culprits: clearCulprits(incarnations, kind),
  };
}

function isLarge({ bytes, rate }: Growth): boolean {
  return bytes >= LEAK_BYTES && rate >= LEAK_BYTES_PER_FILE;
}

/** Why these floors are no leak, in one sentence; null where they are. */
function whyNot(growth: Growth, kind: Kind): string | null {
  const threshold = BYTES_PER_FILE[kind];
  const overall = `${formatBytes(growth.rate)} a test file`;
  if (growth.rateOver(0, 0.5) < threshold || growth.rateOver(0.5, 1) < threshold) {
    return `It does not grow by ${formatBytes(threshold)} a test file in both halves of the run (${overall} overall).`;
  }
  if (kind === 'native' && growth.bytes < LEAST_NATIVE_BYTES) {
    return `It grows by no more than an allocator may keep: ${formatBytes(growth.bytes)}.`;
  }
  if (growth.step > LARGEST_STEP) {
    return `One step holds ${Math.round(100 * growth.step)} % of the growth of ${overall}.`;
  }
  if (growth.rateOver(2 / 3, 1) < STILL_RISING * growth.rate) {
    return `It levels off: ${formatBytes(growth.rateOver(2 / 3, 1))} a test file in the last third, ${overall}.`;
  }
  return null;
}

/** Sets pieces, and the processes of a recycled worker, one after the other: each continues where the last stood. */
function pooled(series: readonly Point[][]): Point[] {
  return series.reduce<Point[]>((all, points) => {
    const [first] = points;
    const last = all.at(-1);
    if (first === undefined) return all;
    if (last === undefined) return points;
    const moved = points.map(({ x, y }) => ({ x: x - first.x + last.x, y: y - first.y + last.y }));
    return [...all, ...moved.slice(1)];
  }, []);
}

function pointOf(floor: Floor, kind: Kind): Point {
  return { x: filesBefore(floor), y: bytesOf(floor, kind) };
}

/**
 * The files with which the growth came, where that is clear: floors stood before and after each of them,
 * few account for most of it, and most files for nothing.
 */
function clearCulprits(incarnations: readonly InsideSeries[], kind: Kind): InsideCulprit[] {
  const steps = incarnations.flatMap((series) => stepsOf(series, kind));
  const grown = steps.reduce((sum, { bytes }) => sum + Math.max(0, bytes), 0);
  const single = steps
    .flatMap(({ paths: [path, ...others], bytes }) =>
      path === undefined || others.length > 0 ? [] : [{ path, bytes }],
    )
    .toSorted((a, b) => b.bytes - a.bytes);
  const named = single.filter((_, index) => {
    const before = single.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0);
    return before < CLEAR_SHARE * grown;
  });
  const explained = named.reduce((sum, { bytes }) => sum + bytes, 0);
  if (explained < CLEAR_SHARE * grown || named.length > FEW_FILES * single.length) return [];
  return named.map(({ path, bytes }) => ({
    path,
    evidence: `${formatBytes(bytes)} that stayed came with this file, of ${formatBytes(grown)} in all.`,
  }));
}

/** What was added between two neighbouring floors, and the files that ran between them. */
function stepsOf(series: InsideSeries, kind: Kind): { paths: readonly string[]; bytes: number }[] {
  return warmPieces(series).flatMap((piece) => {
    const points = piece.map((floor) => pointOf(floor, kind));
    return points.slice(1).map((point, index) => {
      const before = points[index] ?? point;
      return { paths: series.files.slice(before.x, point.x), bytes: point.y - before.y };
    });
  });
}
