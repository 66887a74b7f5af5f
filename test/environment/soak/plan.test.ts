import { planSoak, type PlanResult, type PlanSettings } from '../../../environment/soak/plan';
import type { Step } from '../../../environment/soak/plan-steps';
import type { SoakFloor } from '../../../src/soak/soak-floor';

/** A simulated process: what one run of a test keeps and takes, and which tests fail when. */
interface Simulated {
  /** Names of tests, `block/test`. */
  readonly tests: readonly string[];
  /** Bytes of heap that a run of the test keeps, after so many runs of it. */
  readonly keeps?: (test: string, runs: number) => number;
  /** Bytes that the hooks of a block keep with each test in it. */
  readonly hooks?: (block: string) => number;
  /** Bytes that Jest keeps of any test. */
  readonly jest?: number;
  readonly listens?: (test: string) => number;
  readonly fails?: (test: string, runs: number, together: readonly string[]) => boolean;
  readonly testMs?: number;
  readonly room?: () => number;
}

const blockOf = (test: string) => test.split('/')[0] ?? '';

function soak(simulated: Simulated, settings: Partial<PlanSettings> = {}) {
  const { tests, keeps, hooks, jest: ofJest = 0, listens, fails, testMs = 1 } = simulated;
  const blocks = [...new Set(tests.map(blockOf))];
  const plan = planSoak(
    tests.map((name) => ({ name, block: blockOf(name), blockId: blocks.indexOf(blockOf(name)) })),
    { timeMs: 60_000, rounds: Number.POSITIVE_INFINITY, perTest: true, ...settings },
  );
  let heap = 20e6;
  let listeners = 10;
  let now = 0;
  const runs = new Map<string, number>();
  const steps: Step[] = [];
  const floor = (): SoakFloor => ({
    heap,
    external: 1e6,
    native: 1e6,
    listeners,
    handles: 2,
    threads: 11,
    fds: null,
  });
  let step = plan.next();
  while (step.done !== true) {
    const { unit, repetitions, untilMs } = step.value;
    steps.push(step.value);
    const before = floor();
    const from = now;
    const together = unit.kind === 'tests' ? unit.tests.map((index) => tests[index] ?? '') : [];
    let failing: string[] = [];
    let done = 0;
    while (done < repetitions && now < untilMs && failing.length === 0) {
      for (const test of together) {
        const count = (runs.get(test) ?? 0) + 1;
        runs.set(test, count);
        heap += (keeps?.(test, count) ?? 0) + (hooks?.(blockOf(test)) ?? 0) + ofJest;
        listeners += listens?.(test) ?? 0;
        now += testMs;
      }
      if (unit.kind === 'empty') {
        const place = unit.place === null ? undefined : tests[unit.place];
        heap += ofJest + (place === undefined ? 0 : (hooks?.(blockOf(place)) ?? 0));
        now += 0.1;
      }
      failing = together.filter((test) => fails?.(test, runs.get(test) ?? 0, together));
      done += 1;
    }
    step = plan.next({
      repetitions: done,
      before,
      after: floor(),
      durationMs: now - from,
      elapsedMs: (now += 100),
      failures: failing.map((test) => ({ test: tests.indexOf(test), message: 'expected 1' })),
      roomBytes: simulated.room?.() ?? 2e9,
    });
  }
  return { result: step.value, steps, elapsedMs: now, heap };
}

const outcomes = ({ tests }: PlanResult) =>
  Object.fromEntries(tests.map(({ name, outcome }) => [name, outcome]));

const named = (count: number, block = 'a') =>
  Array.from({ length: count }, (_, i) => `${block}/${i}`);

test('a healthy file is run as a whole only, and stops early', () => {
  const { result, steps, elapsedMs } = soak({ tests: named(5), jest: 30 });
  expect(result.whole?.outcome).toBe('steady');
  expect(new Set(Object.values(outcomes(result)))).toEqual(new Set(['steady']));
  expect(steps.every(({ unit }) => unit.kind === 'empty' || unit.tests.length === 5)).toBe(true);
  expect(elapsedMs).toBeLessThan(20_000);
  expect(result.culprit).toBeNull();
});

test('what Jest keeps is measured and subtracted, and a leak beside it is told in full', () => {
  const { result } = soak({
    tests: named(4),
    jest: 50,
    keeps: (test) => (test === 'a/2' ? 100 : 0),
  });
  expect(result.baseline?.heap).toBeCloseTo(50);
  expect(outcomes(result)).toEqual({
    'a/0': 'steady',
    'a/1': 'steady',
    'a/2': 'grows',
    'a/3': 'steady',
  });
  expect(result.tests[2]?.perRun.heap).toBeCloseTo(100);
  expect(result.culprit?.unit).toEqual({ kind: 'tests', tests: [2] });
});

test('a cache that fills and a step are no leaks', () => {
  const { result } = soak({
    tests: named(2),
    keeps: (test, runs) =>
      test === 'a/0' ? (runs <= 200 ? 2000 : 0) : runs === 300 ? 5_000_000 : 0,
  });
  expect(result.whole?.outcome).not.toBe('grows');
});

test('of 200 tests the two that leak are found without running each alone', () => {
  const { result, steps } = soak({
    tests: named(200),
    keeps: (test) => (test === 'a/17' || test === 'a/170' ? 20_000 : 0),
    testMs: 0.5,
  });
  const growing = result.tests.filter(({ outcome }) => outcome === 'grows').map(({ name }) => name);
  expect(growing).toEqual(['a/17', 'a/170']);
  expect(result.tests).toHaveLength(200);
  const alone = steps.filter(({ unit }) => unit.kind === 'tests' && unit.tests.length === 1);
  expect(new Set(alone.map(({ unit }) => JSON.stringify(unit))).size).toBeLessThan(20);
});

test('growth in few repetitions may be warm-up, and is called a leak only where it is much', () => {
  const slow = (bytes: number) => soak({ tests: named(1), keeps: () => bytes, testMs: 300 });
  expect(slow(5000).result.whole).toMatchObject({
    outcome: 'undecided',
    reason: expect.stringContaining('too few to tell a leak of this size from warm-up') as string,
  });
  expect(slow(50_000).result.whole?.outcome).toBe('grows');
});

test('hooks that leak are named once, and the tests within them cleared', () => {
  const { result } = soak({
    tests: [...named(3, 'a'), ...named(3, 'b')],
    hooks: (block) => (block === 'a' ? 4000 : 0),
    keeps: (test) => (test === 'a/1' ? 3000 : 0),
  });
  expect(outcomes(result)).toEqual({
    'hooks of a': 'grows',
    'a/0': 'steady',
    'a/1': 'grows',
    'a/2': 'steady',
    'b/0': 'steady',
    'b/1': 'steady',
    'b/2': 'steady',
  });
  const of = (name: string) => result.tests.find((test) => test.name === name)?.perRun.heap;
  expect(of('hooks of a')).toBeCloseTo(4000);
  expect(of('a/1')).toBeCloseTo(3000);
});

test('listeners are counted: one a run is a leak without a byte', () => {
  const { result } = soak({ tests: named(2), listens: (test) => (test === 'a/1' ? 1 : 0) });
  expect(outcomes(result)).toEqual({ 'a/0': 'steady', 'a/1': 'grows' });
  expect(result.tests[1]?.growing).toEqual(['listeners']);
  expect(result.tests[1]?.perRun.listeners).toBeCloseTo(1);
});

test('tests that fail in any repetition are left out, and the others measured without them', () => {
  const { result } = soak({
    tests: named(4),
    keeps: (test) => (test === 'a/3' ? 1000 : 0),
    fails: (test, runs) => (test === 'a/0' && runs >= 1) || (test === 'a/1' && runs >= 20),
  });
  expect(outcomes(result)).toEqual({
    'a/0': 'not-repeatable',
    'a/1': 'not-repeatable',
    'a/2': 'steady',
    'a/3': 'grows',
  });
  expect(result.tests.find(({ name }) => name === 'a/0')?.reason).toContain('expected 1');
});

test('a test that needs those before it is left out where it would have to run alone', () => {
  const { result } = soak({
    tests: named(20),
    keeps: (test) => (test === 'a/3' ? 10_000 : 0),
    fails: (test, _, together) => test === 'a/4' && !together.includes('a/0'),
  });
  const told = outcomes(result);
  expect({ needs: told['a/4'], leaks: told['a/3'], other: told['a/5'] }).toEqual({
    needs: 'not-repeatable',
    leaks: 'grows',
    other: 'steady',
  });
});

test('a leak that takes two tests is told of the file', () => {
  let pair = 0;
  const { result } = soak({
    tests: named(2),
    keeps: (test) => {
      const previous = pair;
      pair = test === 'a/0' ? 1 : 0;
      return test === 'a/1' && previous === 1 ? 5000 : 0;
    },
  });
  expect(result.whole?.outcome).toBe('grows');
  expect(result.tests.some(({ outcome }) => outcome === 'grows')).toBe(false);
});

test('time, rounds and memory are bounds', () => {
  const leak = { tests: named(3), keeps: () => 10_000 };
  expect(soak({ ...leak, testMs: 500 }, { timeMs: 20_000 }).elapsedMs).toBeLessThan(25_000);
  const few = soak(leak, { rounds: 3, timeMs: Number.POSITIVE_INFINITY });
  expect(few.result.repetitions).toBe(7);
  expect(few.result.whole?.outcome).toBe('undecided');
  const large = soak({ tests: named(1), keeps: () => 10e6, room: () => 400e6 });
  expect(large.result.whole?.rounds.at(-1)?.repetitions).toBeLessThanOrEqual(16);
  expect(large.heap).toBeLessThan(600e6);
});

test('where no test can be repeated nothing is judged', () => {
  const { result } = soak({ tests: named(2), fails: () => true });
  expect(result.whole).toBeNull();
  expect(new Set(Object.values(outcomes(result)))).toEqual(new Set(['not-repeatable']));
});

test('on demand the file is told of, and no test', () => {
  const { result, steps } = soak({ tests: named(3), keeps: () => 1000 }, { perTest: false });
  expect(result.whole?.outcome).toBe('grows');
  expect(new Set(Object.values(outcomes(result)))).toEqual(new Set(['undecided']));
  expect(steps.every(({ unit }) => unit.kind === 'empty' || unit.tests.length === 3)).toBe(true);
});
