import type { Floor, InsideSeries } from '../series/inside';
import { type Growth, growthOf, type Point } from './floor-growth';
import type { InsideFinding } from './inside-finding';
import { formatBytes } from '../units';
import { bytesOf, GROWING, type MemoryKind as Kind } from './memory-kind';

const LEAST_GROWTH = 1_000_000;
/** What is left of the resident set creeps by a few megabytes on healthy files. */
const LEAST_NATIVE_GROWTH = 16_000_000;
/** What Jest itself keeps of a test: 0.6 KB, 3.7 KB in snapshot-heavy files. */
const BYTES_PER_TEST = 4_000;
/** What it may keep of a failed test: the errors, and what they refer to. */
const BYTES_PER_FAILED_TEST = 1_000_000;
/**
 * Of the overall rate, what the last quarter must still show for a leak, and for a suspect. A Map that
 * doubles its table adds a step, and the rest of it grows more slowly than the whole.
 */
const LAST_QUARTER = 0.7;
const SLOWING = 0.5;
/** A step holds no more than this part of the growth. */
const LARGEST_STEP = 0.3;
/** Native memory as well in the first half: freed heap pages make it creep where the heap has levelled off. */
const NATIVE_FIRST_HALF = 0.5;
const FEWEST_FLOORS = 5;
/**
 * Thousands of tiny tests may keep less each than Jest does in a snapshot-heavy file. More than Jest keeps of
 * a plain one is a suspicion, which running the tests again decides.
 */
const SUSPICIOUS_BYTES_PER_TEST = 1_000;
const SUSPICIOUS_GROWTH = 700_000;
/** By so much a floor of a file that keeps nothing may lie above the one before: it is no shape of so little. */
const NOISE = 100_000;
const FEWEST_FOR_SUSPICION = 3;

/**
 * Does memory that survives a collection grow from test to test within one file? One finding for each file
 * that was looked into and each kind of memory.
 */
export function detectWithinFile(series: InsideSeries): InsideFinding[] {
  const inside = series.floors.filter(({ where }) => where === 'test' || where === 'run-finish');
  return [...new Set(inside.map(({ file }) => file))].flatMap((file) => {
    const floors = inside.filter((floor) => floor.file === file);
    const finished = floors.at(-1)?.where === 'run-finish';
    const points = pointsOf(floors, 'retained-heap').length;
    if (!finished || points < FEWEST_FLOORS) {
      const small = finished && points >= FEWEST_FOR_SUSPICION ? detectSmall(floors) : null;
      if (small !== null) return [small];
      const what = finished ? `Only ${floors.length} floors` : 'No floor at the end';
      const reason = `${what} within ${floors[0]?.path}: too little to tell.`;
      return [{ detector: 'within-file', signal: 'retained-heap', outcome: 'too-little', reason }];
    }
    return (['retained-heap', 'external', 'native'] as const).map((kind) =>
      detectKind(floors, kind),
    );
  });
}

function detectKind(floors: readonly Floor[], kind: Kind): InsideFinding {
  const base = { detector: 'within-file', signal: kind } as const;
  const path = floors[0]?.path ?? '';
  const points = pointsOf(floors, kind);
  const growth = growthOf(points);
  if (growth === null) return { ...base, outcome: 'too-little', reason: 'No two floors apart.' };
  const tests = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const failed = floors.at(-1)?.failedTests ?? 0;
  const no = whyNot(growth, kind, BYTES_PER_TEST * tests + BYTES_PER_FAILED_TEST * failed);
  if (no !== null) {
    const small = kind === 'retained-heap' ? detectSmall(floors) : null;
    return small ?? { ...base, outcome: 'steady', reason: no };
  }
  const filling =
    growth.rateOver(0.75, 1) < LAST_QUARTER * growth.rate ||
    growth.rateOver(0.85, 1) < SLOWING * growth.rate;
  const reason = `${GROWING[kind]} grew by ${formatBytes(growth.bytes)} over ${tests} tests of one file`;
  return {
    ...base,
    outcome: filling || kind === 'native' ? 'suspect' : 'leak',
    reason: filling
      ? `${reason}, but more slowly at the end: it may be a cache that fills up.`
      : `${reason}, and as fast at the end as before.`,
    rate: { value: growth.rate, unit: 'bytes/test' },
    culprits: [
      {
        path,
        evidence: `It keeps ${formatBytes(growth.rate)} more with each of its tests.`,
      },
    ],
  };
}

/** Growth of the heap that is small a test, or was seldom measured: a suspect, where all else speaks for a leak. */
function detectSmall(floors: readonly Floor[]): InsideFinding | null {
  const kind = 'retained-heap';
  const growth = growthOf(pointsOf(floors, kind));
  const failed = floors.at(-1)?.failedTests ?? 0;
  if (growth === null || failed > 0 || growth.rate < SUSPICIOUS_BYTES_PER_TEST) return null;
  if (growth.bytes < SUSPICIOUS_GROWTH || whyUneven(growth, kind, NOISE) !== null) return null;
  const doubt =
    growth.rate < BYTES_PER_TEST
      ? 'which may be what Jest itself keeps'
      : `but it was measured only ${floors.length} times`;
  return {
    detector: 'within-file',
    signal: kind,
    outcome: 'suspect',
    reason: `${GROWING[kind]} grew by ${formatBytes(growth.bytes)}, ${formatBytes(growth.rate)} a test, ${doubt}.`,
    rate: { value: growth.rate, unit: 'bytes/test' },
    culprits: [
      {
        path: floors[0]?.path ?? '',
        evidence: `It keeps ${formatBytes(growth.rate)} more with each of its tests.`,
      },
    ],
  };
}

/** Tests that ended, against bytes; the last floor at one place counts. */
function pointsOf(floors: readonly Floor[], kind: Kind): Point[] {
  const points = floors.map((floor) => ({ x: floor.tests, y: bytesOf(floor, kind) }));
  return points.filter(({ x }, index) => x !== points[index + 1]?.x);
}

function whyNot(growth: Growth, kind: Kind, allowance: number): string | null {
  const least = kind === 'native' ? LEAST_NATIVE_GROWTH : LEAST_GROWTH;
  if (growth.bytes - allowance < least) return `Hardly any growth: ${inAll(growth)}.`;
  return whyUneven(growth, kind);
}

/** Why it is no growth all through the file and to its end, in one sentence; null where it is. */
function whyUneven(growth: Growth, kind: Kind, noise = 0): string | null {
  const overall = inAll(growth);
  const share = noise / growth.bytes;
  const lastQuarter = (0.25 * growth.rateOver(0.75, 1)) / growth.rate + share;
  if (lastQuarter < 0.25 * SLOWING) return `It levels off: ${overall}.`;
  if (growth.step - share > LARGEST_STEP)
    return `One step holds ${Math.round(100 * growth.step)} % of it: ${overall}.`;
  if (kind === 'native' && growth.rateOver(0, 0.5) < NATIVE_FIRST_HALF * growth.rate) {
    return `It begins late: ${overall}.`;
  }
  return null;
}

function inAll({ bytes, rate }: Growth): string {
  return `${formatBytes(bytes)} in all, ${Math.round(rate)} bytes a test`;
}
