import type { Floor, InsideSeries } from '../series/inside';
import { formatBytes } from '../units';
import { growthOf, type Point } from './floor-growth';
import type { InsideFinding } from './inside-finding';
import { bytesOf, GROWING } from './memory-kind';
import { filesBefore, isWarm, warmFloors } from './warm-floors';

type Kind = 'retained-heap' | 'external';

/** What is worth a suspicion, over all workers of the run; see `retained-heap.ts`. */
const MUCH = { bytes: 8_000_000, perFile: 200_000 };
/**
 * Memory outside the heap stays within 0.1 MB on healthy suites once they are warm, so less of it is worth
 * one, where what was read without a collection shows that it came in no single step.
 */
const LITTLE = { bytes: 2_000_000, perFile: 100_000 };
const FEWEST_FILES = 5;
/** Files of the worker that is judged: fewer say nothing of it. */
const FEWEST_OWN_FILES = 2;
/** Of the rate over all workers, what the one that is judged must show; and of its own, the last third. */
const AS_FAST = 0.5;
/** A step holds no more than this part of the growth. */
const LARGEST_STEP = 0.4;

/**
 * Too few floors to tell growth from a step, and yet much more at the end than before: worth a suspicion.
 * Jest deals the files of a suite out to its workers, so what each of them gains is added up.
 *
 * @param incarnations processes that had the same worker number
 * @param others the run's other processes in which tests ran
 */
export function grownBetweenFew(
  incarnations: readonly InsideSeries[],
  others: readonly InsideSeries[],
): InsideFinding[] {
  return (['retained-heap', 'external'] as const).flatMap((kind) => {
    const own = incarnations.map((series) => pointsOf(series, kind));
    const all = [...own, ...others.map((series) => pointsOf(series, kind))];
    const [mine, ofRun] = [total(own), total(all)];
    const rate = ofRun.bytes / ofRun.files;
    const exceeds = (least: typeof MUCH) => ofRun.bytes >= least.bytes && rate >= least.perFile;
    if (mine.files < FEWEST_OWN_FILES || ofRun.files < FEWEST_FILES) return [];
    if (!exceeds(MUCH) && !(exceeds(LITTLE) && own.every(isEven))) return [];
    if (mine.bytes < AS_FAST * rate * mine.files) return [];
    const where =
      mine.files < ofRun.files ? `, and by ${formatBytes(ofRun.bytes)} in all workers` : '';
    return [
      {
        detector: 'retained-heap',
        signal: kind,
        outcome: 'suspect',
        reason: `${GROWING[kind]} grew by ${formatBytes(mine.bytes)} over ${mine.files} test files${where}, but there were too few collections to tell a leak from a single step.`,
        rate: { value: mine.bytes / mine.files, unit: 'bytes/file' },
        culprits: [],
      },
    ];
  });
}

/** Files that had ended against bytes; each but the last, a floor, may be too high, and the growth is more. */
function pointsOf(series: InsideSeries, kind: Kind): Point[] {
  const { between, settled } = warmFloors(series);
  const [first] = between;
  const last = settled.at(-1);
  if (first === undefined || last === undefined) return [];
  const end = { x: filesBefore(last), y: bytesOf(last, kind) };
  if (kind === 'external') return [...lowestAhead(series, between, end), end];
  // A realm that stays is told on its own.
  if (filesBefore(first) >= end.x || last.realms > first.realms) return [];
  return [{ x: filesBefore(first), y: bytesOf(first, kind) }, end];
}

/**
 * Memory outside the heap is known when each file starts, garbage included. Where it only grows, the floor
 * was never higher than the lowest that was read from there on.
 */
function lowestAhead(series: InsideSeries, between: readonly Floor[], end: Point): Point[] {
  const lowest = new Map(series.externalAtStart.map((bytes, ended) => [ended, bytes]));
  for (const floor of between) {
    const ended = filesBefore(floor);
    lowest.set(ended, Math.min(floor.external, lowest.get(ended) ?? Infinity));
  }
  const before = [...lowest]
    .map(([x, y]) => ({ x, y }))
    .filter(({ x }) => isWarm(series, x) && x < end.x)
    .toSorted((a, b) => a.x - b.x);
  return before.map(({ x }, index) => ({
    x,
    y: Math.min(...before.slice(index).map(({ y }) => y), end.y),
  }));
}

function total(pieces: readonly Point[][]): { readonly bytes: number; readonly files: number } {
  const ends = pieces.flatMap((points) => {
    const [first, last] = [points[0], points.at(-1)];
    return first === undefined || last === undefined ? [] : [{ first, last }];
  });
  return {
    bytes: ends.reduce((sum, { first, last }) => sum + last.y - first.y, 0),
    files: ends.reduce((sum, { first, last }) => sum + last.x - first.x, 0),
  };
}

/** Whether it grew in no single step, and still did at the end. */
function isEven(points: readonly Point[]): boolean {
  const growth = points.length > 2 ? growthOf(points) : null;
  if (growth === null) return points.length === 0;
  return growth.step <= LARGEST_STEP && growth.rateOver(2 / 3, 1) >= AS_FAST * growth.rate;
}
