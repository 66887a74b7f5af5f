import type { SpoolRecord } from '../../src/spool/records';
import { insideByProcess, insideSeriesOf } from '../../src/spool/inside-series';
import { WriterLog } from '../../src/spool/writer-log';
import { floor } from '../inside-series';

function logOf(records: readonly SpoolRecord[]): WriterLog {
  const log = new WriterLog(1);
  for (const record of records) log.take(JSON.stringify(record));
  return log;
}

function processLog(id: string, at: number, worker: number, threadId = 0): WriterLog {
  const stamp = { worker, threadId };
  const cost = { cpuMs: 15, wallMs: 20, processCpuMs: 3000 };
  return logOf([
    { type: 'writer', kind: 'environment', pid: 7, processId: id, at, intervalMs: 50 },
    { type: 'file-start', at, path: '/a.test.js', ...stamp },
    { type: 'floor', ...stamp, ...floor(), ...cost },
    { type: 'file-start', at: at + 1, path: '/b.test.js', ...stamp },
    { type: 'floor', ...stamp, ...floor({ file: 2 }), ...cost },
    {
      type: 'realms',
      ...stamp,
      at,
      files: 1,
      filesTwice: 0,
      failed: [],
      alive: [],
      contexts: 1,
      exact: true,
    },
    {
      type: 'realms',
      ...stamp,
      at,
      files: 2,
      filesTwice: 1,
      failed: [],
      alive: [],
      contexts: 0,
      exact: true,
    },
    { type: 'inside-limit', ...stamp, at, reason: 'No time.' },
  ]);
}

describe('insideSeriesOf', () => {
  it('gathers files, floors, the last census, the cost and the limits', () => {
    expect(insideSeriesOf(processLog('7@1', 0, 3))).toMatchObject({
      processId: '7@1',
      worker: 3,
      files: ['/a.test.js', '/b.test.js'],
      floors: [{ file: 1 }, { file: 2 }],
      census: { files: 2 },
      cost: { collections: 2, cpuMs: 30, wallMs: 40, processCpuMs: 3000 },
      limits: ['No time.'],
    });
  });

  it('gives nothing for a log without test files', () => {
    const sampler = {
      type: 'writer',
      kind: 'sampler',
      pid: 7,
      processId: '7@1',
      at: 0,
      intervalMs: 50,
    } as const;
    expect(insideSeriesOf(logOf([sampler]))).toBeNull();
  });
});

describe('insideByProcess', () => {
  it('tells a process which ones ran before it under the same number of worker', () => {
    const logs = [processLog('9@3', 300, 1), processLog('7@1', 100, 1), processLog('8@2', 200, 2)];
    const before = new Map(
      [...insideByProcess(logs)].map(([id, threads]) => [
        id,
        threads.map(({ earlier }) => earlier.map(({ processId }) => processId)),
      ]),
    );
    expect(before).toEqual(
      new Map([
        ['7@1', [[]]],
        ['8@2', [[]]],
        ['9@3', [['7@1']]],
      ]),
    );
  });

  it('keeps the threads of one process apart', () => {
    const logs = [processLog('7@1', 1, 1, 3), processLog('7@1', 2, 2, 4)];
    expect(
      insideByProcess(logs)
        .get('7@1')
        ?.map(({ own }) => own.threadId),
    ).toEqual([3, 4]);
  });
});
