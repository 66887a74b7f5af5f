import path from 'node:path';
import { buildReport } from '../../src/report/build-report';
import { failingVerdicts } from '../../src/report/failing-verdicts';
import type { JudgedProcess } from '../../src/report/judgement';
import { grows, judged, observed, ramp, rootDir, run, startedAt } from './observed';

function reportOf(...processes: JudgedProcess[]) {
  return buildReport({ judged: processes, run, notes: ['3 records were lost'], rootDir });
}

const statusOf = (...processes: JudgedProcess[]) => reportOf(...processes).run.status;

const inRoot = (file: string) => path.join(rootDir, ...file.split('/'));

test('the culprit of a child of which no code is known is the test file that started it', () => {
  const process = observed(4721, ramp(41, 96), { startedBy: inRoot('test/api/orders.test.js') });
  const culpritsWhen = (kind: 'leak' | 'steady') =>
    reportOf({ process, judgement: judged(kind, grows('anon', 1_400_000)) }).verdicts[0]?.culprits;
  expect(culpritsWhen('leak')).toMatchObject([{ path: 'test/api/orders.test.js', package: null }]);
  expect(culpritsWhen('steady')).toEqual([]);
});

test('a leak carries its rate, fit, limit, advice and findings', () => {
  const process = observed(4721, ramp(41, 96), { startedBy: inRoot('test/api/orders.test.js') });
  const judgement = {
    ...judged('leak', grows('rss', 5), grows('anon', 1_400_000, 17_600)),
    signal: 'anon',
    culprits: [{ path: inRoot('src/pool.js'), package: null, evidence: 'It is never closed.' }],
  };
  expect(reportOf({ process, judgement })).toMatchObject({
    schema: 'jest-tidemark/report@1',
    run: { ...run, status: 'leak' },
    processes: [
      {
        id: '4721@1',
        pid: 4721,
        role: 'child',
        startedBy: 'test/api/orders.test.js',
        samples: 200,
        peak: { rss: 96 * 1024 ** 2, vms: null },
        lifetimeMs: 49_750,
        death: null,
      },
    ],
    verdicts: [
      {
        kind: 'leak',
        signal: 'anon',
        processId: '4721@1',
        pid: 4721,
        processName: 'node',
        rate: { value: 1_400_000, unit: 'bytes/s' },
        r2: 0.99368,
        window: { from: startedAt + 30_000, to: startedAt + 49_000, points: 38 },
        exhaustion: { limitBytes: 24 * 1024 ** 3, inSeconds: 17_600 },
        culprits: [{ path: 'src/pool.js', package: null, evidence: 'It is never closed.' }],
        reason: 'leak, for a reason.',
        advice: expect.stringContaining('npx jest --runInBand src/pool.js'),
        findings: [
          { detector: 'lbr', signal: 'rss', outcome: 'grows', reason: 'a line fits' },
          { detector: 'lbr', signal: 'anon', outcome: 'grows', reason: 'a line fits' },
        ],
      },
    ],
    notes: ['3 records were lost'],
  });
});

test('the report is the same after it was written and read', () => {
  const report = reportOf({
    process: observed(1, ramp(41, 96)),
    judgement: judged('leak', grows('fds', 3)),
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('what is counted has a rate in counts', () => {
  const { verdicts } = reportOf({
    process: observed(1, ramp(41, 41)),
    judgement: judged('leak', grows('threads', 3)),
  });
  expect(verdicts[0]?.rate).toEqual({ value: 3, unit: 'count/s' });
});

test('a steady process has no rate, though a detector saw a line, and needs no advice', () => {
  const { verdicts } = reportOf({
    process: observed(1, ramp(41, 42)),
    judgement: judged('steady', grows('rss', 100, 9)),
  });
  expect(verdicts[0]).toMatchObject({ rate: null, r2: null, exhaustion: null, advice: null });
  expect(verdicts[0]?.findings).toHaveLength(1);
});

test('the advice of the judge is taken before the general one', () => {
  const judgement = { ...judged('suspect', grows('rss', 1)), advice: 'Do this.' };
  const { verdicts } = reportOf({ process: observed(1, [1, 2]), judgement });
  expect(verdicts[0]?.advice).toBe('Do this.');
});

test('leaks come first, the fastest at the top, then suspects, then the rest as given', () => {
  const given = [
    judged('inconclusive'),
    judged('steady'),
    judged('suspect', grows('rss', 9e6)),
    judged('leak', grows('threads', 9e9)),
    judged('leak', grows('rss', 1000)),
    judged('inconclusive'),
    judged('leak', grows('rss', 2000)),
    judged('leak'),
    judged('steady'),
  ];
  const { verdicts } = reportOf(
    ...given.map((judgement, index) => ({ process: observed(index, [1, 2]), judgement })),
  );
  expect(verdicts.map(({ pid }) => pid)).toEqual([6, 4, 3, 7, 2, 1, 8, 0, 5]);
});

describe('the status', () => {
  const process = observed(1, ramp(41, 42));

  test('of a suspect is clean: it is no proof', () => {
    expect(statusOf({ process, judgement: judged('suspect') })).toBe('clean');
  });

  test('of a run too short for any verdict is clean', () => {
    expect(statusOf({ process, judgement: judged('inconclusive') })).toBe('clean');
    expect(statusOf({ process, judgement: null })).toBe('clean');
  });

  test('is inconclusive where not one sample was taken', () => {
    expect(statusOf()).toBe('inconclusive');
    const unseen = observed(2, []);
    expect(statusOf({ process: unseen, judgement: judged('inconclusive') })).toBe('inconclusive');
    expect(statusOf({ process: unseen, judgement: null }, { process, judgement: null })).toBe(
      'clean',
    );
  });
});

test('a death is told with the path of its file', () => {
  const { processes } = reportOf({
    process: observed(1, [1, 2], {
      death: { kind: 'signal', file: inRoot('test/big.test.js'), at: startedAt },
    }),
    judgement: null,
  });
  expect(processes[0]?.death).toEqual({ kind: 'signal', file: 'test/big.test.js' });
});

test('which verdicts fail the run is for failOn to say', () => {
  const report = reportOf(
    { process: observed(1, [1]), judgement: judged('steady') },
    { process: observed(2, [1]), judgement: judged('suspect') },
    { process: observed(3, [1]), judgement: judged('leak') },
    { process: observed(4, [1]), judgement: judged('inconclusive') },
  );
  const pids = (failOn: 'leak' | 'suspect' | 'never') =>
    failingVerdicts(report, failOn).map(({ pid }) => pid);
  expect(pids('leak')).toEqual([3]);
  expect(pids('suspect')).toEqual([3, 2]);
  expect(pids('never')).toEqual([]);
});
