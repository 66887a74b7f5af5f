import type { LeakProject } from '../../../bench/leak-projects';
import type { LoggedRun } from '../../../bench/verdicts/log';
import type { LoggedCulprit } from '../../../bench/verdicts/outcome';
import { falseAlarmsIn, summariesOf, totalsOf } from '../../../bench/verdicts/summary';
import { summaryText } from '../../../bench/verdicts/summary-text';

const big = leaking('big-leak', 5_000_000);
const small = leaking('small-leak', 30_000);
const fine: LeakProject = {
  name: 'fine-healthy',
  kind: 'healthy',
  where: 'within-file',
  about: '',
};
const held: LoggedCulprit = {
  path: 'src/cache.js',
  package: null,
  evidence: 'It keeps more.',
  holders: ['module src/cache.js → Map'],
};
const named: LoggedCulprit = { ...held, holders: [] };
const wrong: LoggedCulprit = { ...held, path: 'tests/a.test.js' };

test('runs are counted by verdict, and the most frequent one is the usual', () => {
  const [summary] = summariesOf(
    [big, fine],
    [run(big, 'leak', held), run(big, 'suspect'), run(big, 'leak', wrong), failed(big)],
  );
  expect(summary?.counts).toEqual({ leak: 2, suspect: 1, none: 0, failed: 1 });
  expect(summary?.usual).toEqual({ answer: 'leak', times: 2 });
  expect(summary).toMatchObject({ named: 1, held: 1 });
});

test('a project that was not run is left out', () => {
  expect(summariesOf([big, fine], [run(fine, 'none')]).map(({ project }) => project)).toEqual([
    fine,
  ]);
});

test('shares are of runs, and of what was flagged', () => {
  const totals = totalsOf(
    summariesOf(
      [big, small, fine],
      [
        run(big, 'leak', held),
        run(big, 'leak', named),
        run(big, 'leak', wrong),
        failed(big),
        run(small, 'none'),
        run(fine, 'leak', held),
        run(fine, 'none'),
      ],
    ),
  );
  expect(totals).toEqual({
    largeRecall: { part: 3, whole: 4 },
    recall: { part: 3, whole: 5 },
    precision: { part: 3, whole: 4 },
    named: { part: 2, whole: 3 },
    held: { part: 1, whole: 3 },
    same: { part: 1, whole: 3 },
  });
});

test('a line of the code that did it says what holds the memory, another one does not', () => {
  const at = (evidence: string) => ({ ...named, evidence });
  const [summary] = summariesOf(
    [big],
    [
      run(big, 'leak', at('leaves a listener for "fork" on cluster (line 8).')),
      run(big, 'leak', { ...wrong, holders: [], evidence: 'fails (line 8).' }),
    ],
  );
  expect(summary).toMatchObject({ named: 1, held: 1 });
});

test('a run that failed gave no verdict, however often it fails', () => {
  expect(totalsOf(summariesOf([fine], [failed(fine), failed(fine)])).same.part).toBe(0);
});

test('a suspect names no culprit of a leak', () => {
  expect(summariesOf([big], [run(big, 'suspect', held)])[0]).toMatchObject({ named: 0, held: 0 });
});

test('a healthy project called a leak once is a false alarm, a suspect is none', () => {
  const of = (...runs: LoggedRun[]) => falseAlarmsIn(summariesOf([fine], runs)).length;
  expect(of(run(fine, 'none'), run(fine, 'leak'))).toBe(1);
  expect(of(run(fine, 'none'), run(fine, 'suspect'))).toBe(0);
});

test('the text names what is not as it should be', () => {
  const text = summaryText(
    summariesOf(
      [big, small, fine],
      [
        run(big, 'leak', held),
        run(big, 'leak', held, { mode: 'workers', loaded: true }),
        run(small, 'suspect'),
        run(small, 'suspect'),
        run(fine, 'leak', wrong),
        failed(fine),
      ],
    ),
  );
  const flat = text.replace(/ +/g, ' ');
  expect(flat).toContain('big-leak 5 MB L1 L1 L1 L1 2/2 2/2 2/2');
  expect(flat).toContain('FALSE ALARMS: fine-healthy (L1 F1)');
  expect(flat).toContain('not the same verdict in all runs: fine-healthy (L1 F1)');
  expect(flat).toContain('leaks that stay suspect: small-leak (S2)');
  expect(flat).toContain('fine-healthy, band, round 1: exit status 7');
  expect(flat).toContain(
    'within-file, retained-heap big-leak 50 kB a test small-leak 300 B a test',
  );
});

function leaking(name: string, retainedBytes: number) {
  return {
    name,
    kind: 'leak',
    where: 'within-file',
    signal: 'retained-heap',
    retainedBytes,
    over: '100 tests',
    culprit: 'src/cache.js',
    about: '',
  } as const satisfies LeakProject;
}

function run(
  { name }: LeakProject,
  kind: 'leak' | 'suspect' | 'none',
  culprit: LoggedCulprit = held,
  condition: Pick<LoggedRun, 'mode' | 'loaded'> = { mode: 'band', loaded: false },
): LoggedRun {
  const verdict = { signal: 'retained-heap', rate: null, reason: '', culprits: [culprit] };
  const verdicts = kind === 'none' ? [] : [{ kind, ...verdict }];
  const outcome = { state: 'judged', kind, signal: '', verdicts, remarks: [] } as const;
  return { ...blank, ...condition, project: name, outcome };
}

function failed({ name }: LeakProject): LoggedRun {
  const outcome = { state: 'failed', reason: 'exit status 7' } as const;
  return { ...blank, mode: 'band', loaded: false, project: name, outcome };
}

const blank = { round: 1, commit: '', startedAt: '', seconds: 1, load: 0 };
