import { soakText } from '../../src/soak/soak-text';
import { parseSoakCommandLine } from '../../src/cli/soak-command-line';
import { parseDuration } from '../../src/soak/soak-duration';
import type { SoakFloor, SoakRound } from '../../src/soak/soak-floor';
import type { PerRun, SoakedTest, SoakResult } from '../../src/soak/soak-result';
import { Tidemark } from './tidemark';

let tidemark: Tidemark;
beforeEach(() => {
  tidemark = new Tidemark();
});
afterEach(() => tidemark.remove());

test('what is not its own goes to Jest as it is', () => {
  const args = ['--time', '2m', '-t', 'a name', '--json', 'a.test.js', '--ci', '--', '--time'];
  expect(parseSoakCommandLine(args)).toEqual({
    kind: 'soak',
    timeMs: 120_000,
    rounds: null,
    json: true,
    jest: ['-t', 'a name', 'a.test.js', '--ci', '--', '--time'],
  });
  expect(parseSoakCommandLine(['--rounds=10'])).toMatchObject({ rounds: 10, jest: [] });
});

test.each([
  ['60s', 60_000],
  ['90', 90_000],
  ['1.5m', 90_000],
  ['500 ms', 500],
  ['1h', 3_600_000],
  ['0s', null],
  ['', null],
  ['soon', null],
  ['-5s', null],
])('the time %p is %p ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each<[readonly string[], RegExp]>([
  [
    ['--time', 'soon'],
    /--time must be a time, such as 60s or 2m, but "soon" was given\.\nExample: /,
  ],
  [['--time'], /but nothing was given/],
  [['--rounds=0'], /--rounds must be a whole number of rounds from 1 to 30, but "0" was given/],
  [['--rounds', '2.5'], /but "2\.5" was given/],
  [['--watch'], /A soak runs once: leave --watch out\./],
  [['--reporters=verbose'], /leave --reporters out/],
])('soak %p is wrong usage', (args, message) => {
  const { status, stdout, stderr } = tidemark.run(['soak', ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toContain('"tidemark soak --help" tells all options.\n');
});

test('without a Jest it says where it looked, and what to do', () => {
  const { status, stderr } = tidemark.run(['soak']);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /Jest was not found from .*\nRun this in the folder of a project that has jest/,
  );
});

test('its help tells its options and its exit status, and the general help names it', () => {
  const { status, stdout } = tidemark.run(['soak', '--help']);
  expect(status).toBe(0);
  for (const word of ['--time TIME', '--rounds N', '--json', 'Exit status: 0']) {
    expect(stdout).toContain(word);
  }
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(tidemark.run(['--help']).stdout).toMatch(/\n {2}soak {2,}run /);
  expect(tidemark.run(['soke']).stderr).toContain('Did you mean "soak"?');
});

const none: PerRun = {
  heap: 0,
  external: 0,
  native: 0,
  listeners: 0,
  handles: 0,
  threads: 0,
  fds: null,
};
const floor: SoakFloor = { ...none, heap: 1e6, external: 0, native: 0, listeners: 3, handles: 0 };
const round = (repetitions: number, bytes: number): SoakRound => ({
  repetitions,
  before: floor,
  after: { ...floor, heap: floor.heap + bytes, listeners: 3 + repetitions },
  durationMs: repetitions,
});
const rounds = [round(512, 51_200), round(1024, 102_400)];
const told = (name: string, outcome: SoakedTest['outcome'], more: Partial<SoakedTest> = {}) => ({
  kind: 'test' as const,
  name,
  outcome,
  growing: [],
  reason: `Reason of ${name}.`,
  perRun: none,
  rounds: [],
  ...more,
});
const result = (file: string, tests: readonly SoakedTest[]): SoakResult => ({
  schema: 'jest-tidemark/soak@1',
  file,
  pid: 1,
  startedAt: 0,
  durationMs: 6000,
  repetitions: 2047,
  baseline: null,
  whole: null,
  tests,
  snapshots: [],
  notes: [],
});

describe('what is printed', () => {
  const leak = told("adds (it's 1)", 'grows', {
    growing: ['heap', 'listeners'],
    perRun: { ...none, heap: 100, listeners: 1 },
    rounds,
  });
  test('names the test, with its rounds and how to try again', () => {
    expect(soakText([result('/p/a.test.js', [leak, told('fine', 'steady')])], [], '/p')).toBe(`
LEAK  a.test.js › adds (it's 1)
      Keeps 100 bytes of heap, 1 listener per run. Reason of adds (it's 1).
      runs           512     1,024
      heap       +50 KiB  +100 KiB
      listeners     +512    +1,024
      To see whether a change helps: npx tidemark soak a.test.js -t 'adds \\(it'\\''s 1\\)'

Soaked 1 file, run again 2,047 times in all, for 6 s: 1 leaking, 1 steady.
`);
  });

  test('names who opens what is open still, and how to end it', () => {
    const through = { file: '/p/node_modules/tiny/index.js', line: 4, package: 'tiny@1.2.3' };
    const opens = { file: '/p/src/log.js', line: 3, package: null, through, count: 9, perRun: 1 };
    const test = { ...leak, openers: [{ kind: 'file', ...opens }] } as const;
    expect(soakText([result('/p/a.test.js', [test])], [], '/p')).toContain(
      `
      src/log.js:3 opens files that stay open, through tiny@1.2.3 (node_modules/tiny/index.js:4). Close each file that it opens: `,
    );
  });

  test('puts together what is not clear for one reason, and names what was left out', () => {
    const same = { reason: 'No time was left.' };
    const text = soakText(
      [
        result('/p/a.test.js', [
          told('one', 'undecided', same),
          told('two', 'undecided', same),
          told('three', 'not-repeatable'),
        ]),
      ],
      [
        { file: '/p/a.test.js', passed: 3, failed: 0, failedToRun: false },
        { file: '/p/b.test.js', passed: 0, failed: 1, failedToRun: true },
      ],
      '/p',
    );
    expect(text).toContain('Not clear:\n  a.test.js (2 tests)\n      No time was left.\n');
    expect(text).toContain('  a.test.js › three\n      Reason of three.\n');
    expect(text).toContain('Not soaked:\n  b.test.js\n      It could not be run to the end');
  });

  test('says of a leak that takes several tests that it does', () => {
    const file = {
      ...result('/p/a.test.js', [told('one', 'steady')]),
      whole: { ...leak, outcome: 'grows' as const },
    };
    expect(soakText([file], [], '/p')).toMatch(
      /LEAK {2}a\.test\.js\n +No test grows when it runs alone: it takes several.*\n +Keeps 100 bytes/,
    );
  });
});
