import { applyConfirmation, type Outcome } from '../../src/confirm/apply';
import type { Task } from '../../src/confirm/plan';
import type { Grown, Repeated } from '../../src/confirm/repeated';
import { report, verdict } from './reports';

const retainer = {
  path: "module src/cache.js .exports → variable 'cache' → Map",
  places: [{ file: 'src/cache.js', line: 3, package: null }],
};
const grown: Grown = {
  outcome: 'grows',
  runs: 12,
  reason: 'Every run adds one.',
  verdict: {
    signal: 'realms',
    rate: { value: 1, unit: 'count/file' },
    r2: null,
    window: null,
    exhaustion: null,
    culprits: [{ path: 'a.test.js', package: null, evidence: 'Its realm stays.' }],
    advice: null,
  },
  floors: null,
  diagnosis: {
    containers: [],
    classes: [],
    retainers: [retainer],
    culprit: { file: 'src/cache.js', line: 3, package: null },
    outside: [],
    notes: [],
  },
  notes: ['Lines are those of the code that ran.'],
};
const steady: Repeated = { outcome: 'steady', runs: 12, reason: 'It kept no more.' };
const undecided: Repeated = { outcome: 'undecided', runs: 2, reason: 'The time was up.' };

const task = (file: string): Task => ({ file, mode: 'files', verdicts: [0] });
const outcome = (file: string, repeated: Repeated): Outcome => ({ task: task(file), repeated });
const two = report([verdict({ testFiles: ['a.test.js', 'b.test.js'] })]);
const after = (outcomes: readonly Outcome[], leftOut: readonly Task[] = [], before = two) =>
  applyConfirmation(before, { outcomes, leftOut, boundMs: 15_000, tookMs: 9_000 });

it('makes a leak of a suspect of which one file grows, with what holds the memory', () => {
  const { run, verdicts, notes } = after([
    outcome('b.test.js', steady),
    outcome('a.test.js', grown),
  ]);
  expect(run.status).toBe('leak');
  expect(verdicts).toMatchObject([
    {
      kind: 'leak',
      rate: { value: 1 },
      culprits: [
        {
          path: 'src/cache.js',
          evidence: expect.stringContaining('line 3'),
          retainers: [retainer],
        },
        { path: 'a.test.js' },
      ],
      findings: [{ detector: 'confirmation' }, { detector: 'realms', outcome: 'suspect' }],
    },
  ]);
  expect(notes).toEqual(['Lines are those of the code that ran.']);
});

it('clears a suspect only where all its files were run again, and none keeps more', () => {
  const cleared = after([outcome('a.test.js', steady), outcome('b.test.js', steady)]);
  expect(cleared.verdicts).toMatchObject([{ kind: 'steady', rate: null, advice: null }]);
  expect(cleared.verdicts[0]?.findings).toHaveLength(2);

  const open = after([outcome('a.test.js', steady), outcome('b.test.js', undecided)]);
  expect(open.verdicts).toMatchObject([{ kind: 'suspect' }]);
  expect(open.verdicts[0]?.reason).toContain(
    'Running b.test.js again decided nothing: the time was up.',
  );

  const unseen = after([outcome('a.test.js', steady)], [task('b.test.js')]);
  expect(unseen.verdicts).toMatchObject([{ kind: 'suspect' }]);
  expect(unseen.verdicts[0]?.reason).toContain('no time left for 1 of its test files within 15 s');
});

it('never clears a leak that screening was sure of', () => {
  const sure = report([verdict({ kind: 'leak' })]);
  const { verdicts, run } = after([outcome('a.test.js', steady)], [], sure);
  expect(verdicts).toMatchObject([{ kind: 'leak', reason: 'Screening says so.' }]);
  expect(run.status).toBe('leak');
  expect(after([outcome('a.test.js', grown)], [], sure).verdicts).toMatchObject([
    { kind: 'leak', reason: 'Screening says so.', culprits: [{ path: 'src/cache.js' }, {}] },
  ]);
});

it('names what holds the memory of a few files, which stay a suspect', () => {
  const few = report([verdict({ confined: true })]);
  const { verdicts, run } = after([outcome('a.test.js', grown)], [], few);
  expect(verdicts).toMatchObject([{ kind: 'suspect', culprits: [{ path: 'src/cache.js' }, {}] }]);
  expect(run.status).not.toBe('leak');
});

it('leaves alone what it has nothing to say of', () => {
  const other = report([verdict({ kind: 'steady' }), verdict({ kind: 'inconclusive' })]);
  expect(after([], [], other)).toEqual(other);
});

it('clears by a sample only what nearly every file is said to do', () => {
  const testFiles = ['a.test.js', 'b.test.js', 'c.test.js'];
  const ran = [outcome('a.test.js', steady), outcome('c.test.js', steady)];
  const some = after(ran, [], report([verdict({ testFiles })]));
  expect(some.verdicts).toMatchObject([
    { kind: 'suspect', reason: expect.stringContaining('Running 2 of its 3 test files again') },
  ]);
  const nearlyAll = verdict({ testFiles, rate: { value: 1, unit: 'count/file' } });
  expect(after(ran, [], report([nearlyAll])).verdicts).toMatchObject([
    { kind: 'steady', reason: expect.stringContaining('Running 2 of its 3 test files again') },
  ]);
});

it('says what to do about code that holds realms, unless code was caught in the act', () => {
  expect(after([outcome('a.test.js', grown)]).verdicts[0]?.advice).toContain(
    'Look at src/cache.js:3',
  );
  const caught = { path: 'src/patch.js', package: null, evidence: 'It patches https.' };
  const known = { ...grown.verdict, culprits: [caught], advice: 'Update it.' };
  expect(after([outcome('a.test.js', { ...grown, verdict: known })]).verdicts[0]?.advice).toBe(
    'Update it.',
  );
});

it('leaves what is told of a few files as it is where the one that was run shows nothing', () => {
  const few = verdict({ testFiles: ['a.test.js', 'b.test.js'], confined: true });
  const [told] = after([outcome('a.test.js', steady)], [], report([few])).verdicts;
  expect(told).toMatchObject({ kind: 'suspect', reason: 'Screening says so.' });
});

it('decides on growth that was no suspicion by itself, and else leaves it as it was', () => {
  const slight = report([verdict({ kind: 'inconclusive', slight: true })]);
  const told = (repeated: Repeated) =>
    after([outcome('a.test.js', repeated)], [], slight).verdicts[0];
  expect(told(grown)).toMatchObject({ kind: 'leak' });
  expect(told(grown)).not.toHaveProperty('slight');
  expect(told(steady)).toMatchObject({ kind: 'steady' });
  expect(told(steady)).not.toHaveProperty('slight');
  expect(told(undecided)).toMatchObject({ kind: 'inconclusive', slight: true });
  expect(told(undecided)?.reason).toContain('the time was up');
});

describe('where it was seen who opens what is open still', () => {
  const opener = {
    kind: 'server',
    file: 'src/app.js',
    line: 9,
    package: null,
    through: { file: 'node_modules/express/lib/application.js', line: 635, package: 'express@4' },
    count: 24,
    perRun: 2,
  } as const;
  const threads = { ...grown.verdict, signal: 'fds', rate: null, culprits: [] };
  const opens: Grown = {
    ...grown,
    verdict: threads,
    diagnosis: null,
    openers: { per: 'test', all: [opener] },
  };
  const leak = verdict({ kind: 'leak', signal: 'fds', testFiles: ['a.test.js'] });

  it('that code is the culprit, with its package, and what to do speaks of it', () => {
    const [found] = after([outcome('a.test.js', opens)], [], report([leak])).verdicts;
    expect(found?.culprits).toMatchObject([
      {
        path: 'src/app.js',
        opened: { kind: 'server', line: 9, count: 24, perRun: 2, per: 'test' },
      },
      {
        path: 'node_modules/express/lib/application.js',
        package: 'express@4',
        evidence: expect.stringMatching(
          /2 more with each test \(line 635, called from src\/app.js:9\)/,
        ),
      },
    ]);
    expect(found?.advice).toMatch(/^Look at src\/app.js:9. Close each server/);
  });

  it('code that holds the memory comes first where heap snapshots have shown it', () => {
    const held = { ...grown, openers: { per: 'file', all: [opener] } } as const;
    const [found] = after([outcome('a.test.js', held)]).verdicts;
    expect(found?.advice).not.toContain('src/app.js');
  });
});
