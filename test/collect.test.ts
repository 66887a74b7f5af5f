import { collect, type FileFailure } from '../src/collect';
import type { SpoolRecord } from '../src/spool/records';
import { WriterLog } from '../src/spool/writer-log';

/** A writer's log as it is read: line by line, from JSON. */
function log(...records: SpoolRecord[]): WriterLog {
  const read = new WriterLog(1);
  for (const record of records) read.take(JSON.stringify(record));
  return read;
}

const writer = (kind: 'sampler' | 'environment', processId: string): SpoolRecord => ({
  type: 'writer',
  kind,
  pid: Number(processId.split('@')[0]),
  processId,
  at: 0,
  intervalMs: 50,
});
const process = (id: string, ppid: number, at: number, name = 'node'): SpoolRecord => ({
  type: 'process',
  id,
  pid: Number(id.split('@')[0]),
  ppid,
  name,
  startedAt: at,
  at,
});
const samples = (id: string, t: number[], rss = t.map(() => 1000)): SpoolRecord => ({
  type: 'samples',
  id,
  intervalMs: 50,
  t,
  rss,
});
const starts = (path: string, at: number): SpoolRecord => ({
  type: 'file-start',
  at,
  path,
  worker: 1,
  threadId: 0,
});
const ends = (path: string, at: number): SpoolRecord => ({
  type: 'file-end',
  at,
  path,
  threadId: 0,
  cpuMs: 1,
  tests: 1,
});

const collected = (logs: WriterLog[], failures: FileFailure[] = [], alive: string[] = []) =>
  collect({
    contents: { logs, unreadable: [], troubles: [], present: true },
    jestPid: 1,
    failures,
    isAlive: (id) => alive.includes(id),
  });

it('takes each process once where two samplers saw it, and loses nothing of either', () => {
  const id = '7@70';
  const own = log(writer('sampler', id), process(id, 1, 100), samples(id, [200, 250, 300]));
  const reporter = log(
    writer('sampler', '1@1'),
    process(id, 1, 90, 'sh'),
    samples(id, [90, 150, 210]),
  );
  const [found, ...others] = collected([own, reporter]);
  expect(others).toEqual([]);
  expect([...(found?.signals.rss?.times ?? [])]).toEqual([90, 150, 200, 250, 300]);
  expect(found).toMatchObject({ role: 'child', firstSeenAt: 90, lastSeenAt: 300 });
});

it('gives a child to the test file during which it appeared, by its nearest ancestor that runs tests', () => {
  const environment = log(
    writer('environment', '7@70'),
    process('7@70', 1, 0),
    starts('/a.test.js', 100),
    ends('/a.test.js', 1000),
    starts('/b.test.js', 1010),
    ends('/b.test.js', 2000),
  );
  const sampler = log(
    writer('sampler', '7@70'),
    process('8@80', 7, 1500, 'sh'),
    process('9@90', 8, 1600, 'python3'),
    process('5@50', 1, 50, 'globalSetup server'),
  );
  const byName = new Map(collected([environment, sampler]).map((one) => [one.name, one]));
  expect(byName.get('python3')).toMatchObject({ role: 'child', startedBy: '/b.test.js' });
  expect(byName.get('globalSetup server')).toMatchObject({ startedBy: null });
  expect(byName.get('node')).toMatchObject({ role: 'worker', startedBy: null });
  expect(byName.get('node')?.files.map(({ path }) => path)).toEqual(['/a.test.js', '/b.test.js']);
});

it('gives a child to nobody where several files ran at once in its parent', () => {
  const thread = (path: string) =>
    log(writer('environment', '1@1'), process('1@1', 0, 0), starts(path, 100), ends(path, 900));
  const sampler = log(writer('sampler', '1@1'), process('8@80', 1, 500, 'sh'));
  const child = collected([thread('/a.test.js'), thread('/b.test.js'), sampler]).find(
    ({ role }) => role === 'child',
  );
  expect(child?.startedBy).toBeNull();
});

it('keeps a reused pid apart', () => {
  const sampler = log(
    writer('sampler', '1@1'),
    process('8@80', 1, 100),
    samples('8@80', [100, 150]),
    process('8@99', 1, 500),
    samples('8@99', [500, 550]),
  );
  expect(collected([sampler]).map(({ id, samples: n }) => [id, n])).toEqual([
    ['8@80', 2],
    ['8@99', 2],
  ]);
});

describe('a worker that is gone in the middle of a file', () => {
  const dead = log(writer('environment', '7@70'), process('7@70', 1, 0), starts('/a.test.js', 100));
  const deathFor = (failures: FileFailure[], alive: string[] = []) =>
    collected([dead], failures, alive)[0]?.death;

  it.each([
    [
      'signal',
      'A jest worker process (pid=7) was terminated by another process: signal=SIGKILL, exitCode=null. Operating system logs may contain more information on why this occurred.',
    ],
    [
      'out-of-memory',
      'Jest worker ran out of memory and crashed\n<--- Last few GCs --->\nsignal=SIGABRT',
    ],
    ['unknown', 'Jest worker encountered 4 child process exceptions, exceeding retry limit'],
  ])('died of %s, in the words of Jest', (kind, message) => {
    expect(deathFor([{ path: '/a.test.js', message }])).toMatchObject({ kind, file: '/a.test.js' });
  });

  it('is not dead while it lives, nor where Jest ended it itself (--bail)', () => {
    expect(deathFor([{ path: '/a.test.js', message: 'signal=SIGKILL' }], ['7@70'])).toBeNull();
    expect(deathFor([])).toBeNull();
  });
});

it('passes over torn lines, and counts them', () => {
  const read = log(writer('sampler', '1@1'), process('8@80', 1, 100), samples('8@80', [100]));
  read.take('{"type":"samples","id":"8@80","t":[1');
  read.take('null');
  read.take('[1]');
  expect(read.brokenLines).toBe(3);
  expect(collected([read])).toHaveLength(1);
});
