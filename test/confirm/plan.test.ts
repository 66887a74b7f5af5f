import { confirmationBound, planConfirmation, timeForTask } from '../../src/confirm/plan';
import { report, reported, verdict } from './reports';

const FILES = { mode: 'files' } as const;
const CHILD = { mode: 'child' } as const;
const PER_SECOND = { value: 5000, unit: 'bytes/s' } as const;

describe('what is run again', () => {
  it('is each test file of a suspect, alone, once for all verdicts that name it', () => {
    const both = { testFiles: ['a.test.js', 'b.test.js'] };
    const tasks = planConfirmation(report([verdict(both), verdict({ testFiles: ['b.test.js'] })]));
    expect(tasks).toEqual([
      { file: 'a.test.js', mode: 'files', verdicts: [0] },
      { file: 'b.test.js', mode: 'files', verdicts: [0, 1] },
    ]);
  });

  it('is a sample of many test files, from all through the run', () => {
    const testFiles = Array.from({ length: 71 }, (_, index) => `${index}.test.js`);
    const tasks = planConfirmation(report([verdict({ testFiles })]));
    expect(tasks.map(({ file }) => file)).toEqual(['0.test.js', '35.test.js', '70.test.js']);
  });

  it('is nothing of a run without suspects, nor what Node keeps of every project', () => {
    expect(planConfirmation(report([verdict({ kind: 'steady' })]))).toEqual([]);
    expect(planConfirmation(report([verdict({ ofHost: true })]))).toEqual([]);
    expect(planConfirmation(report([verdict({ kind: 'leak', ofHost: true })]))).toEqual([]);
  });

  it('is one file of a leak of which only the test files are known, after the suspects', () => {
    const culprit = { package: null, evidence: 'Its realm stays.' };
    const testFiles = ['a.test.js', 'b.test.js'];
    const unknown = verdict({
      kind: 'leak',
      testFiles,
      culprits: [{ path: 'b.test.js', ...culprit }],
    });
    const known = { ...unknown, culprits: [{ path: 'src/session.js', ...culprit }] };
    expect(planConfirmation(report([known]))).toEqual([]);
    expect(planConfirmation(report([unknown, verdict({ testFiles: ['c.test.js'] })]))).toEqual([
      { file: 'c.test.js', mode: 'files', verdicts: [1] },
      { file: 'a.test.js', mode: 'files', verdicts: [0] },
    ]);
  });

  it('is one file, to name what holds it, of a few that cannot be a leak', () => {
    const testFiles = ['a.test.js', 'b.test.js'];
    const few = verdict({ confined: true, testFiles });
    const known = { path: 'src/patch.js', package: null, evidence: 'It patches https.' };
    expect(planConfirmation(report([few]))).toEqual([
      { file: 'a.test.js', mode: 'files', verdicts: [0] },
    ]);
    expect(planConfirmation(report([{ ...few, culprits: [known] }]))).toEqual([]);
  });

  it('is the file of a child that leaks for sure, where its runtime can tell what holds the memory', () => {
    const leaking = (processName: string) =>
      verdict({ kind: 'leak', signal: 'anon', processId: 'c', processName, rate: PER_SECOND });
    const processes = [reported({ id: 'c', role: 'child', startedBy: 'a.test.js' })];
    const tasks = (names: readonly string[]) =>
      planConfirmation(report(names.map(leaking), processes)).map(({ file, mode }) => [file, mode]);
    expect(tasks(['python3'])).toEqual([['a.test.js', 'child']]);
    expect(tasks(['node'])).toEqual([['a.test.js', 'child']]);
    expect(tasks(['java'])).toEqual([]);
    const suspect = verdict({ testFiles: ['b.test.js'] });
    const all = planConfirmation(report([leaking('python3'), suspect], [reported(), ...processes]));
    expect(all.map(({ file }) => file)).toEqual(['b.test.js', 'a.test.js']);
  });

  it('is repeated within the file where it grew there, or where a child of it did', () => {
    const within = verdict({ rate: { value: 5000, unit: 'bytes/test' } });
    const child = verdict({ processId: 'c', rate: { value: 5000, unit: 'bytes/s' } });
    const processes = [reported(), reported({ id: 'c', role: 'child', startedBy: 'a.test.js' })];
    expect(planConfirmation(report([within, child], processes))).toEqual([
      { file: 'a.test.js', mode: 'tests', verdicts: [0] },
      { file: 'a.test.js', mode: 'child', verdicts: [1] },
    ]);
  });

  it('is the files of a few children of one name that grew a little, after all else', () => {
    const ids = ['c0', 'c1', 'c2', 'c3'];
    const files = ['a.test.js', 'b.test.js', 'a.test.js', 'c.test.js'];
    const slight = ids.map((processId, index) =>
      verdict({
        processId,
        kind: 'inconclusive',
        slight: true,
        rate: { value: 9_000 - index, unit: 'bytes/s' },
        testFiles: [files[index] ?? ''],
      }),
    );
    const python = verdict({ kind: 'inconclusive', slight: true, processName: 'npm start' });
    const leak = verdict({ kind: 'leak', testFiles: ['l.test.js'] });
    const processes = [
      reported(),
      ...ids.map((id) => reported({ id, role: 'child', startedBy: 'a.test.js' })),
    ];
    const whole = report([leak, ...slight, python], processes);
    const tasks = planConfirmation(whole);
    expect(tasks).toEqual([
      { file: 'l.test.js', mode: 'files', verdicts: [0] },
      // Both children that one file starts.
      { file: 'a.test.js', mode: 'child', verdicts: [1, 3, 5] },
      { file: 'b.test.js', mode: 'child', verdicts: [2] },
    ]);
    expect(planConfirmation(whole, true).map(({ file }) => file)).toEqual([
      'l.test.js',
      'a.test.js',
      'b.test.js',
      'c.test.js',
    ]);
  });

  it('is one suspected child of each name before the second of any', () => {
    const child = (processId: string, file: string) =>
      verdict({ processId, testFiles: [file], rate: { value: 5000, unit: 'bytes/s' } });
    const names = ['node', 'node', 'java', 'node'];
    const processes = names.map((name, at) => reported({ id: `c${at}`, role: 'child', name }));
    const suspects = names.map((processName, at) => ({
      ...child(`c${at}`, `${at}.test.js`),
      processName,
    }));
    const tasks = planConfirmation(report(suspects, processes));
    expect(tasks.map(({ verdicts }) => verdicts)).toEqual([[0], [2], [1], [3]]);
  });
});

it('takes a third of the run, half a minute at least and a minute at most, or what is asked for', () => {
  expect([1_000, 120_000, 1_000_000].map((ms) => confirmationBound(true, ms))).toEqual([
    30_000, 40_000, 60_000,
  ]);
  expect(confirmationBound(5, 1_000_000)).toBe(5_000);
  expect(confirmationBound(false, 1_000_000)).toBe(0);
});

it('shares what time is left among the tasks that are left, and begins none that it cannot end', () => {
  expect(timeForTask(30_000, 3, 100, FILES)).toBe(10_000);
  expect(timeForTask(30_000, 100, 50, FILES)).toBe(4_000);
  expect(timeForTask(3_000, 1, 50, FILES)).toBeNull();
});

it('gives a slow file the time that its fewest runs take, where there is so much', () => {
  expect(timeForTask(30_000, 100, 500, FILES)).toBe(11_000);
  expect(timeForTask(8_000, 100, 500, FILES)).toBe(8_000);
});

it('gives a child one whole run of the file that drives it, or nothing', () => {
  expect(timeForTask(30_000, 1, 16_000, CHILD)).toBe(30_000);
  expect(timeForTask(30_000, 20, 16_000, CHILD)).toBeCloseTo(20_600);
  expect(timeForTask(15_000, 1, 16_000, CHILD)).toBeNull();
  expect(timeForTask(15_000, 1, 16_000, { ...CHILD, sure: true })).toBe(15_000);
});

it('runs again what gathers threads or descriptors, for no more is known than the test file', () => {
  const gathers = (processId: string, signal: string, testFiles: readonly string[]) =>
    verdict({
      kind: 'leak',
      processId,
      signal,
      rate: { value: 2, unit: 'count/s' },
      testFiles,
    });
  const tasks = planConfirmation(
    report(
      [gathers('p', 'threads', ['a.test.js']), gathers('q', 'fds', ['b.test.js', 'c.test.js'])],
      [reported(), reported({ id: 'q', role: 'worker' })],
    ),
  );
  expect(tasks).toEqual([
    { file: 'a.test.js', mode: 'tests', verdicts: [0] },
    { file: 'b.test.js', mode: 'files', verdicts: [1] },
  ]);
});
