import { judgeRounds } from '../../src/soak/judge-rounds';
import { type SoakRound, unitOf } from '../../src/soak/soak-floor';
import type { PerRun, SoakedTest, SoakFinding } from '../../src/soak/soak-result';
import { LEAST_DOUBLINGS, type MeasuredUnit, measureUnit } from './measure-unit';
import type { Plan, PlannedTest, SoakUnit } from './plan-steps';
import { notRepeatable, unmeasured } from './soaked-test';

/** A test or the hooks around one, and how to run it again. */
export interface LocatedTest {
  readonly unit: SoakUnit;
  readonly test: SoakedTest;
}

export interface Growth {
  readonly baseline: PerRun | null;
  /** The whole file, which grows. */
  readonly whole: MeasuredUnit;
  readonly untilMs: number;
  readonly rounds: number;
}

/** So many tests are each run alone; more are first run in as many groups. */
const GROUPS = 8;

/**
 * Tells which tests of a growing file grow when they are run without the others: groups of neighbours
 * first, then one by one in the groups that grow. Where a test grows, an empty test in its place tells
 * what its hooks keep, once for each describe block.
 */
export function* locateGrowth(
  tests: readonly PlannedTest[],
  growing: readonly number[],
  { baseline, whole, untilMs, rounds }: Growth,
): Plan<LocatedTest[]> {
  const enough = repetitionsToSee(whole);
  const found = new Map<number, SoakedTest>();
  const hooks = new Map<number, LocatedTest & { perRun: PerRun | null }>();
  let groups = parts(growing);
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const measured = yield* measure({ kind: 'tests', tests: group }, judgeOf(group));
    const { finding, failures } = measured;
    const [only] = group;
    if (group.length === 1 && only !== undefined) {
      found.set(only, yield* verdict(only, measured));
    } else if (failures.length > 0) {
      // A test that needs those before it does not stand in the way of its neighbours.
      const failed = new Set(failures.map(({ test }) => test));
      for (const { test, message } of failures) found.set(test, withoutOthers(test, message));
      const others = group.filter((test) => !failed.has(test));
      if (others.length > 0) groups = [others, ...groups];
    } else if (finding.outcome === 'steady') {
      for (const test of group) {
        found.set(
          test,
          unmeasured(nameOf(test), 'steady', `It was run with its neighbours. ${finding.reason}`),
        );
      }
    } else if (finding.rounds.length === 0) {
      for (const test of group) {
        found.set(test, unmeasured(nameOf(test), 'undecided', 'No time was left to run it alone.'));
      }
    } else {
      groups = [...parts(group), ...groups];
    }
  }
  const isExplained = accountedFor(whole.finding, [...found.values()]);
  if (hooks.size === 0 && !isExplained) {
    // What the file keeps must come from somewhere: nothing is cleared as long as it is not known where.
    for (const [index, test] of found) {
      if (test.outcome !== 'steady') continue;
      const reason = `${test.reason} But the tests that grow do not account for all that their file keeps.`;
      found.set(index, { ...test, outcome: 'undecided', reason });
    }
  }
  if (hooks.size === 0 && isExplained) {
    for (const [index, { outcome }] of found) {
      if (outcome === 'undecided') {
        found.set(
          index,
          unmeasured(nameOf(index), 'steady', 'Others keep what its file grows by.'),
        );
      }
    }
  }
  const ofTests = [...found]
    .toSorted(([a], [b]) => a - b)
    .map(([index, test]) => ({ unit: { kind: 'tests' as const, tests: [index] }, test }));
  return [...[...hooks.values()].map(({ unit, test }) => ({ unit, test })), ...ofTests];

  function* verdict(index: number, { finding, failures }: MeasuredUnit): Plan<SoakedTest> {
    const [failure] = failures;
    if (failure !== undefined) return withoutOthers(index, failure.message);
    if (finding.rounds.length === 0) {
      return unmeasured(nameOf(index), 'undecided', 'No time was left to run it alone.');
    }
    const test = { kind: 'test' as const, name: nameOf(index), ...finding };
    const blockId = tests[index]?.blockId;
    if (finding.outcome !== 'grows' || blockId === undefined || hooks.has(blockId)) return test;
    const unit = { kind: 'empty', place: index } as const;
    const around = yield* measure(unit, (done) => judgeRounds(done, baseline, 1, true));
    if (around.finding.outcome !== 'grows') return test;
    const name = `hooks of ${tests[index]?.block ?? ''}`;
    hooks.set(blockId, {
      unit,
      test: { kind: 'hooks', name, ...around.finding },
      perRun: sum(baseline, around.finding.perRun),
    });
    return { ...test, ...judgeOf([index])(finding.rounds) };
  }

  function measure(
    unit: SoakUnit,
    judge: (rounds: readonly SoakRound[]) => SoakFinding,
  ): Plan<MeasuredUnit> {
    return measureUnit(unit, judge, {
      first: Math.max(1, Math.ceil(enough / LEAST_DOUBLINGS)),
      rounds,
      untilMs,
      // A step that hides what comes after it is outgrown by longer rounds.
      enough: ({ outcome }, { repetitions }) =>
        repetitions >= enough * (outcome === 'undecided' ? 4 : 1) ||
        (outcome === 'grows' && repetitions >= enough / 2),
    });
  }

  function judgeOf(group: readonly number[]) {
    const hooksOf = (index: number) => hooks.get(tests[index]?.blockId ?? -1);
    const ofJest = group.map(() => baseline).reduce(sum, null);
    const kept = group.map((index) => hooksOf(index)?.perRun ?? baseline).reduce(sum, null);
    const judge = (done: readonly SoakRound[], of: PerRun | null) =>
      judgeRounds(done, of, group.length, true);
    return (done: readonly SoakRound[]): SoakFinding => {
      const finding = judge(done, kept);
      if (finding.outcome !== 'undecided' || !group.some(hooksOf)) return finding;
      if (judge(done, ofJest).outcome !== 'grows') return finding;
      return { ...finding, outcome: 'steady', reason: 'The hooks around it keep what grows.' };
    };
  }

  function withoutOthers(index: number, message: string): SoakedTest {
    return notRepeatable(nameOf(index), `${message} (without the other tests of its file)`);
  }

  function nameOf(index: number): string {
    return tests[index]?.name ?? '';
  }
}

/** Of the growth of the file; measured by itself a test's own may come out somewhat less or more. */
const MOST = 0.7;

function accountedFor({ growing, perRun }: SoakFinding, tests: readonly SoakedTest[]): boolean {
  const named = tests.filter(({ outcome }) => outcome === 'grows');
  return growing.every((signal) => {
    const ofNamed = named.reduce((total, test) => total + (test.perRun[signal] ?? 0), 0);
    return ofNamed >= MOST * (perRun[signal] ?? 0);
  });
}

/** Growth of the whole file in the last round, at which that of one test among several is clear. */
const SEEN = { bytes: 512 * 1024, counts: 64 };

/** How often to run a part of a growing file: less often than the whole, where that grows by much. */
function repetitionsToSee({ finding: { growing, perRun }, largest }: MeasuredUnit): number {
  const needed = growing.map((signal) => {
    const seen = unitOf[signal] === 'bytes' ? SEEN.bytes : SEEN.counts;
    return Math.ceil(seen / Math.max(perRun[signal] ?? 0, Number.EPSILON));
  });
  return Math.min(largest, Math.max(LEAST_DOUBLINGS, ...needed));
}

function sum(a: PerRun | null, b: PerRun | null): PerRun | null {
  if (a === null || b === null) return a ?? b;
  const entries = Object.entries(b).map(([signal, value]) => [
    signal,
    (value ?? 0) + (a[signal as keyof PerRun] ?? 0),
  ]);
  return Object.fromEntries(entries) as PerRun;
}

function parts(group: readonly number[]): number[][] {
  const size = Math.ceil(group.length / GROUPS);
  const count = Math.ceil(group.length / Math.max(1, size));
  return Array.from({ length: count }, (_, i) => group.slice(i * size, (i + 1) * size));
}
