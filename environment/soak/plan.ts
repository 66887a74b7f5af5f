import { judgeRounds } from '../../src/soak/judge-rounds';
import type { PerRun, SoakedTest, SoakFinding } from '../../src/soak/soak-result';
import { locateGrowth } from './locate-growth';
import { type MeasuredUnit, measureUnit } from './measure-unit';
import type { Plan, PlannedTest } from './plan-steps';
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
}

/** Shares of the time: what an empty test costs, and the whole file where its tests are to be told apart. */
const BASELINE_SHARE = 0.05;
const WHOLE_SHARE = 0.5;
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
  const baseline = yield* measureBaseline(rounds, timeMs * BASELINE_SHARE);
  const failed = new Map<number, string>();
  const { measured, repeatable } = yield* measureWhole();
  const left = tests.flatMap((test, index) => {
    const message = failed.get(index);
    return message === undefined ? [] : [notRepeatable(test.name, message)];
  });
  const whole = repeatable.length === 0 ? null : measured.finding;
  const result = { repetitions: total(measured), baseline, whole };
  if (whole?.outcome !== 'grows' || !perTest) {
    const outcome = whole?.outcome === 'grows' ? 'undecided' : (whole?.outcome ?? 'undecided');
    const reason = `${outcome === 'steady' ? 'the file does not grow' : 'not told apart'}: ${whole?.reason ?? ''}`;
    return {
      ...result,
      tests: [...repeatable.map((i) => unmeasured(nameOf(i), outcome, reason)), ...left],
    };
  }
  const located = yield* locateGrowth(tests, repeatable, {
    baseline,
    whole: measured,
    untilMs: timeMs,
    rounds,
  });
  return { ...result, tests: [...located, ...left] };

  function* measureWhole(): Plan<{ measured: MeasuredUnit; repeatable: number[] }> {
    for (;;) {
      const repeatable = [...tests.keys()].filter((index) => !failed.has(index));
      const runs = repeatable.length;
      const measured = yield* measureUnit(
        { kind: 'tests', tests: repeatable },
        (done) => judgeRounds(done, times(baseline, runs), 1),
        {
          first: 1,
          rounds,
          // Alone in its file a test needs no telling apart.
          untilMs: runs > 1 && perTest ? timeMs * WHOLE_SHARE : timeMs,
          enough: ({ outcome }, last, elapsedMs) =>
            outcome !== 'undecided' &&
            (last.repetitions >= ENOUGH_REPETITIONS || elapsedMs >= ENOUGH_SHARE * timeMs),
        },
      );
      if (measured.failures.length === 0 || runs === 0) return { measured, repeatable };
      for (const { test, message } of measured.failures) failed.set(test, message);
    }
  }

  function nameOf(index: number): string {
    return tests[index]?.name ?? '';
  }
}

/** What Jest keeps per run of a test, whatever the test does. Counts are the test's own. */
function* measureBaseline(rounds: number, untilMs: number): Plan<PerRun | null> {
  const { finding } = yield* measureUnit(
    { kind: 'empty', place: null },
    (done) => judgeRounds(done, null, 1),
    { first: 64, rounds, untilMs, enough: (_, { repetitions }) => repetitions >= 2048 },
  );
  const { heap, external } = finding.perRun;
  if (heap === null || external === null) return null;
  return {
    heap: Math.max(0, heap),
    external: Math.max(0, external),
    native: 0,
    listeners: 0,
    handles: 0,
    threads: 0,
    fds: 0,
  };
}

/** What Jest keeps for so many tests. */
export function times(perRun: PerRun | null, runs: number): PerRun | null {
  if (perRun === null) return null;
  const entries = Object.entries(perRun).map(([signal, value]) => [signal, (value ?? 0) * runs]);
  return Object.fromEntries(entries) as PerRun;
}

function total({ finding }: MeasuredUnit): number {
  return finding.rounds.reduce((sum, { repetitions }) => sum + repetitions, 0);
}
