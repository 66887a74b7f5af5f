import type { PlanResult } from '../../../environment/soak/plan';
import { soak } from './simulated-soak';

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

test('where time runs out, tests are cleared only if those named keep what the file grows by', () => {
  const late = (second: number) =>
    soak(
      {
        tests: named(8),
        keeps: (test) => (test === 'a/0' ? 100_000 : test === 'a/7' ? second : 0),
        testMs: 20,
      },
      { timeMs: 12_000 },
    ).result;
  expect(outcomes(late(0))).toMatchObject({ 'a/0': 'grows', 'a/7': 'steady' });
  expect(outcomes(late(100_000))).toMatchObject({ 'a/0': 'grows', 'a/7': 'undecided' });
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
