import { judgeRepeatedFile } from '../../src/confirm/judge-repeated-file';
import type { Floor, InsideSeries } from '../../src/series/inside';
import { report, verdict } from './reports';

/** A file run so often, of which some runs left their realm, and each kept so many bytes. */
function repeated(runs: number, alive: readonly number[] = [], bytesPerRun = 0): InsideSeries {
  const path = '/project/a.test.js';
  const floors = Array.from({ length: runs }, (_, index): Floor => {
    const heapUsed = 30e6 + index * bytesPerRun;
    return {
      at: index,
      where: 'file-start',
      file: index + 1,
      path,
      tests: 0,
      failedTests: 0,
      heapUsed,
      external: 1e6,
      arrayBuffers: 0,
      rss: heapUsed + 60e6,
      native: 50e6,
      realms: 0,
      recent: 0,
    };
  });
  return {
    processId: 'p',
    threadId: 0,
    worker: 1,
    files: floors.map(() => path),
    externalAtStart: [],
    floors,
    census: {
      at: runs,
      files: runs - 1,
      filesTwice: runs - 2,
      filesThrice: runs - 3,
      failed: [],
      alive: alive.map((file) => ({ file, path, collections: 5 })),
      contexts: alive.length,
      exact: true,
    },
    cost: { collections: runs, cpuMs: 0, wallMs: 0, processCpuMs: 0 },
    limits: [],
  };
}

const said = (kind: 'leak' | 'suspect' | 'steady', signal = 'realms') =>
  report([verdict({ kind, signal, reason: '9 of 9 test files left their realm alive' })]);
const judge = (series: InsideSeries, said_ = said('steady'), failedRuns = 0) =>
  judgeRepeatedFile({ report: said_, series, runs: series.files.length, failedRuns });

it('clears a file whose first run alone keeps its realm', () => {
  expect(judge(repeated(12, [1]), said('suspect'))).toMatchObject({ outcome: 'steady', runs: 12 });
});

it('does not clear a file of which a later run keeps its realm', () => {
  expect(judge(repeated(12, [1, 7]), said('suspect'))).toMatchObject({ outcome: 'undecided' });
});

it('does not clear a file that keeps memory with each run', () => {
  expect(judge(repeated(12, [], 400_000))).toMatchObject({ outcome: 'undecided' });
});

it('takes for growth what screening would call a leak, and no less', () => {
  expect(judge(repeated(12, [1, 2, 3, 4, 5, 6, 7, 8, 9]), said('leak'))).toMatchObject({
    outcome: 'grows',
    reason: 'Run 12 times in one process: 9 of 9 runs left their realm alive',
  });
  expect(judge(repeated(12, [1, 2, 3, 4, 5]), said('suspect'))).toMatchObject({
    outcome: 'undecided',
  });
});

it('decides nothing from few runs, nor from runs whose tests fail', () => {
  expect(judge(repeated(6))).toMatchObject({ outcome: 'undecided' });
  expect(judge(repeated(12), said('steady'), 1)).toMatchObject({
    outcome: 'undecided',
    reason: expect.stringContaining('fail'),
  });
});

it('takes native memory for growth only beyond what an allocator keeps', () => {
  const native = (value: number) =>
    report([verdict({ signal: 'native', rate: { value, unit: 'bytes/file' } })]);
  expect(judge(repeated(20), native(5e6))).toMatchObject({ outcome: 'grows' });
  expect(judge(repeated(20), native(2e6)).outcome).not.toBe('grows');
  expect(judge(repeated(12), native(9e6)).outcome).not.toBe('grows');
});
