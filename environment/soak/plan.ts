import { judgeRounds } from '../../src/soak/judge-rounds';
import type { SoakRound } from '../../src/soak/soak-floor';
import type { PerRun, SoakedTest, SoakFinding } from '../../src/soak/soak-result';
import { type LocatedTest, locateGrowth } from './locate-growth';
import { LEAST_DOUBLINGS, type MeasuredUnit, measureUnit, type UnitLimits } from './measure-unit';
import type { Plan, PlannedTest, SoakUnit } from './plan-steps';
import { notRepeatable, unmeasured } from './soaked-test';

export interface PlanSettings {
  readonly timeMs: number;
  /** Most rounds of one unit. */
  readonly rounds: number;
  readonly perTest: boolean;
}

export interface PlanResult {
  readonly repetitions: number;
  readonly baseline: PerRun | null;
  readonly whole: SoakFinding | null;
  readonly tests: readonly SoakedTest[];
  /** What to run for heap snapshots of the growth, and how often; null where nothing grows. */
  readonly culprit: { readonly unit: SoakUnit; readonly repetitions: number } | null;
  /** How to run again what grows: the index of a test, or the whole file where it is null. */
  readonly growing: readonly { readonly unit: SoakUnit; readonly test: number | null }[];
}

/** The most that runs of an empty test may take: a share of the time, and no more than they need. */
const BASELINE_TIME = { share: 0.2, ms: 8000 };
/** The rest of the time is for telling the tests apart. */
const WHOLE_SHARE = 0.7;
/** What must have been run before growth, or its end, is believed: caches fill and code is compiled first. */
const ENOUGH_REPETITIONS = 1024;
const ENOUGH_SHARE = 0.15;

/**
 * Plans the soak of one file, step by step, from what the steps before brought: an empty test, for what
 * Jest itself keeps; the whole file, which shows cheaply whether anything grows; where it does, its tests
 * each alone. Pure: it knows no clock and runs nothing.
 */
export function* planSoak(
  tests: readonly PlannedTest[],
  { timeMs, rounds, perTest }: PlanSettings,
): Plan<PlanResult> {
  const baseline = yield* measureBaseline(
    rounds,
    Math.min(BASELINE_TIME.ms, timeMs * BASELINE_TIME.share),
  );
  const failed = new Map<number, string>();
  const { measured, repeatable } = yield* measureRepeatable();
  const notRun = tests.flatMap((test, index) => {
    const message = failed.get(index);
    return message === undefined ? [] : [notRepeatable(test.name, message)];
  });
  const repetitions = measured.finding.rounds.reduce((sum, round) => sum + round.repetitions, 0);
  if (repeatable.length === 0) {
    return { repetitions: 0, baseline, whole: null, tests: notRun, culprit: null, growing: [] };
  }
  const whole = measured.finding;
  if (whole.outcome !== 'grows' || !perTest) {
    const told = repeatable.map((index) => ofWhole(tests[index]?.name ?? '', whole));
    const culprit = whole.outcome === 'grows' ? culpritOf([], repeatable, measured) : null;
    const growing = culprit === null ? [] : [{ unit: culprit.unit, test: null }];
    return { repetitions, baseline, whole, tests: [...told, ...notRun], culprit, growing };
  }
  const located = yield* locateGrowth(tests, repeatable, {
    baseline,
    whole: measured,
    untilMs: timeMs,
    rounds,
  });
  const result = {
    repetitions,
    baseline,
    tests: [...located.map(({ test }) => test), ...notRun],
    culprit: culpritOf(located, repeatable, measured),
    growing: growingOf(located, repeatable),
  };
  if (located.some(({ test }) => test.outcome === 'grows' || test.outcome === 'undecided')) {
    return { ...result, whole };
  }
  // No test does it by itself. Either it takes several, or what looked like growth has ended meanwhile.
  const again = yield* measureWhole(repeatable, {
    first: Math.max(1, Math.floor(measured.largest / LEAST_DOUBLINGS)),
    untilMs: timeMs,
    enough: (_, last) => last.repetitions >= measured.largest,
  });
  return again.finding.outcome === 'steady'
    ? { ...result, whole: again.finding, culprit: null, growing: [] }
    : { ...result, whole };

  function* measureRepeatable(): Plan<{ measured: MeasuredUnit; repeatable: number[] }> {
    for (;;) {
      const left = [...tests.keys()].filter((index) => !failed.has(index));
      const unit = yield* measureWhole(left, {
        first: 1,
        untilMs: left.length > 1 && perTest ? timeMs * WHOLE_SHARE : timeMs,
        enough: ({ outcome, rounds: done }, last, spentMs) => {
          const long = spentMs >= ENOUGH_SHARE * timeMs;
          if (outcome === 'grows') return long || last.repetitions >= ENOUGH_REPETITIONS;
          // Two rounds: a step down can hide what one of them grows by.
          const two = done.slice(-2);
          return (
            outcome === 'steady' &&
            (long || two.every((round) => round.repetitions >= ENOUGH_REPETITIONS)) &&
            two.every((round) => isFlat(round, left.length, baseline))
          );
        },
      });
      if (unit.failures.length === 0 || left.length === 0) {
        return { measured: unit, repeatable: left };
      }
      for (const { test, message } of unit.failures) failed.set(test, message);
    }
  }

  function measureWhole(
    together: readonly number[],
    limits: Omit<UnitLimits, 'rounds'>,
  ): Plan<MeasuredUnit> {
    return measureUnit(
      { kind: 'tests', tests: together },
      (done) => judgeRounds(done, times(baseline, together.length), 1, false),
      { ...limits, rounds },
    );
  }
}

/** What grows most by itself, or else the whole file. A quarter of the largest round shows it well. */
function culpritOf(
  located: readonly LocatedTest[],
  whole: readonly number[],
  { largest }: MeasuredUnit,
): PlanResult['culprit'] {
  const repetitions = Math.max(1, Math.floor(largest / 4));
  const bytes = ({ test: { perRun } }: LocatedTest) => (perRun.heap ?? 0) + (perRun.external ?? 0);
  const [most] = located
    .filter(({ test }) => test.outcome === 'grows')
    .toSorted((a, b) => bytes(b) - bytes(a));
  return { unit: most?.unit ?? { kind: 'tests', tests: whole }, repetitions };
}

function growingOf(
  located: readonly LocatedTest[],
  whole: readonly number[],
): PlanResult['growing'] {
  const alone = located.flatMap(({ unit, test }, index) =>
    test.outcome === 'grows' ? [{ unit, test: index }] : [],
  );
  return alone.length > 0 ? alone : [{ unit: { kind: 'tests', tests: whole }, test: null }];
}

/** Steps of the heap can hide growth; then a longer round tells. Of Jest's own some bytes may remain. */
const FLAT = { bytes: 64 * 1024, bytesPerRun: 24 };

function isFlat(
  { repetitions, before, after }: SoakRound,
  runs: number,
  jest: PerRun | null,
): boolean {
  return (['heap', 'external'] as const).every((signal) => {
    const growth = after[signal] - before[signal] - (jest?.[signal] ?? 0) * runs * repetitions;
    return growth <= Math.max(FLAT.bytes, FLAT.bytesPerRun * runs * repetitions);
  });
}

/** A test of a file that does not grow, or whose tests shall not be told apart. */
function ofWhole(name: string, { outcome, reason }: SoakFinding): SoakedTest {
  return outcome === 'steady'
    ? unmeasured(name, 'steady', `Its whole file does not grow. ${reason}`)
    : unmeasured(name, 'undecided', `It was run with its whole file only. ${reason}`);
}

/** 8,191 runs of an empty test cost about 2 s. Until then Jest's own code is compiled and its tables grow. */
const BASELINE_RUNS = { first: 64, least: 2048, last: 4096 };
/** Warm-up comes in steps: the least of the last rounds is what goes on. */
const LAST_ROUNDS = 3;

/**
 * What Jest keeps per run of a test, whatever the test does. Counts are the test's own. It was 0.4 bytes
 * with Jest 30.5: 25,920 in 65,536 runs. Null, and nothing subtracted, where there was no time for as many
 * runs as tell it from warm-up: that would hide a leak.
 */
function* measureBaseline(rounds: number, untilMs: number): Plan<PerRun | null> {
  const { finding } = yield* measureUnit(
    { kind: 'empty', place: null },
    (done) => judgeRounds(done, null, 1, false),
    {
      first: BASELINE_RUNS.first,
      rounds,
      untilMs,
      enough: (_, { repetitions }) => repetitions >= BASELINE_RUNS.last,
    },
  );
  const last = finding.rounds.slice(-LAST_ROUNDS);
  if ((last.at(-1)?.repetitions ?? 0) < BASELINE_RUNS.least) return null;
  const least = (signal: 'heap' | 'external') =>
    Math.max(
      0,
      Math.min(
        ...last.map(
          ({ before, after, repetitions }) => (after[signal] - before[signal]) / repetitions,
        ),
      ),
    );
  return { ...noGrowth, heap: least('heap'), external: least('external') };
}

const noGrowth = { native: 0, listeners: 0, handles: 0, threads: 0, fds: 0 };

/** What Jest keeps for so many tests. */
export function times(perRun: PerRun | null, runs: number): PerRun | null {
  if (perRun === null) return null;
  const entries = Object.entries(perRun).map(([signal, value]) => [signal, (value ?? 0) * runs]);
  return Object.fromEntries(entries) as PerRun;
}
