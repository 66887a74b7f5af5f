import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import {
  CLI,
  csv,
  header,
  lateGrowth,
  leaking,
  naiveTime,
  samples,
  steady,
  Tidemark,
  type ToldReport,
} from './tidemark';

let tidemark: Tidemark;
beforeEach(() => {
  tidemark = new Tidemark();
});
afterEach(() => tidemark.remove());

const healthyLines = samples(11, 'logManager', 120, steady);
const leakingLines = samples(12, 'control', 120, leaking);

const kindsOf = (reports: readonly ToldReport[]) =>
  reports.flatMap(({ verdicts }) => verdicts.map(({ pid, kind }) => `${pid} ${kind}`));

test('a leak is told with its figures, and ends in 1', () => {
  const file = tidemark.write('run.csv', csv(...healthyLines, ...leakingLines));
  const { status, stdout, stderr } = tidemark.run(['detect', '--critical-memory', '8 GiB', file]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(/^LEAK control \(pid 12\)\n/);
  // 5 MB are 4.8 MiB.
  expect(stdout).toContain('Growth    4.8 MiB/s of virtual memory (vms)\n');
  expect(stdout).toMatch(/Memory +▁.*█ .* in 119 s, peak 7[56]\d MiB\n/);
  expect(stdout).toMatch(/Limit +reaches the 8 GiB set as criticalMemory in about \d+\.\d min/);
  expect(stdout).toContain('heaptrack --pid <pid>\n');
  expect(stdout).toMatch(
    /\nMemory: +1 leak, 1 steady — 2 processes, peak 7[56]\d MiB \(control 12\)\n$/,
  );
});

test('zeros that are recorded of a process that has exited are not the end of its course', () => {
  const gone = ['12,control,2024-04-26 12:02:00,0', '12,control,2024-04-26 12:02:01,0'];
  const file = tidemark.write('run.csv', csv(...leakingLines, ...gone));
  const { status, stdout } = tidemark.run(['detect', file]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/█ \d+ MiB to 7\d\d MiB in /);
});

test('a reader that has seen enough is no error, and the exit status stands', async () => {
  const file = tidemark.write('run.csv', csv(...leakingLines));
  const child = spawn(process.execPath, [CLI, 'detect', file], { cwd: tidemark.directory });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += String(data)));
  const [status] = (await once(child, 'close')) as [number | null];
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
});

test('a healthy recording is one line, and ends in 0', () => {
  const file = tidemark.write('run.csv', csv(...healthyLines));
  expect(tidemark.run(['detect', file])).toEqual({
    status: 0,
    stdout: 'Memory:      steady — 1 process, peak 193 MiB (logManager 11)\n',
    stderr: '',
  });
});

test('what is too short to judge is no failure', () => {
  const file = tidemark.write('run.csv', csv(...samples(13, 'sh', 5, leaking)));
  const { status, stdout } = tidemark.run(['detect', file]);
  expect(status).toBe(0);
  expect(stdout).toContain('too little to judge');
});

describe('the same samples in another form give the same report', () => {
  const lines = [...healthyLines, ...leakingLines];
  const inZone = (second: number) =>
    // Every other sample by a clock that is two hours ahead.
    second % 2 === 0
      ? `${naiveTime(second).replace(' ', 'T')}Z`
      : `${naiveTime(second + 7200)}+02:00`;
  const zoned = [
    ...samples(11, 'logManager', 120, steady, inZone),
    ...samples(12, 'control', 120, leaking, inZone),
  ];
  const shuffled = lines.toSorted((a, b) => (a.slice(-4) < b.slice(-4) ? -1 : 1));
  const [half, rest] = [lines.slice(0, 150), lines.slice(150)];
  test.each<[string, string | Uint8Array]>([
    ['gzipped', gzipSync(csv(...lines))],
    ['gzipped parts, joined', Buffer.concat([gzipSync(csv(...half)), gzipSync(csv(...rest))])],
    ['headers inside', csv(...half, header, ...rest, header)],
    ['unsorted', csv(...shuffled)],
    ['zoned', csv(...zoned)],
    ['nanoseconds', csv(...lines.map((line) => line.replace('.000000', '.000000000')))],
    ['whole seconds', csv(...lines.map((line) => line.replace('.000000', '')))],
    ['lines of Windows', csv(...lines).replaceAll('\n', '\r\n')],
  ])('%s', (_, content) => {
    const [plain, other] = tidemark.json(
      tidemark.write('plain.csv', csv(...lines)),
      tidemark.write('other', content),
    );
    expect(plain?.run.status).toBe('leak');
    expect(plain?.source).toEqual({
      path: 'plain.csv',
      kind: 'recording',
      brokenLines: 0,
      firstBroken: [],
    });
    const byId = (report: ToldReport | undefined) => ({
      ...report,
      source: null,
      processes: report?.processes.toSorted((a, b) => a.pid - b.pid),
    });
    expect(byId(other)).toEqual(byId(plain));
  });
});

test('a time without a zone is UTC wherever the command runs', () => {
  const file = tidemark.write('run.csv', csv(...leakingLines));
  const { stdout } = tidemark.run(['detect', '--json', file], { TZ: 'America/New_York' });
  const { run } = JSON.parse(stdout) as ToldReport;
  expect([run.startedAt, run.durationMs]).toEqual([Date.UTC(2024, 3, 26, 12), 119_000]);
});

test('lines that cannot be read are counted, named, and cost no other', () => {
  const broken = ['x,a,2024-04-26 12:00:00,5', '1,a,noon,5', '1,a,2024-04-26 12:00:00,much', '1,a'];
  const file = tidemark.write('run.csv', csv(...broken, ...leakingLines, ...broken));
  const { status, stdout, stderr } = tidemark.run(['detect', file]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^LEAK control/);
  expect(stderr).toBe(
    'tidemark: run.csv: 8 lines passed over: line 2 (the process id is no whole number), ' +
      'line 3 (the time is none, or of another form), line 4 (the memory is no number of bytes), ' +
      'line 5 (not four fields), line 126 (the process id is no whole number), and 3 more\n',
  );
  const [report] = tidemark.json(file);
  expect(report?.source.brokenLines).toBe(8);
  expect(report?.source.firstBroken[1]).toEqual({ line: 3, reason: 'time' });
});

test('each of several files stands for itself, and the worst decides', () => {
  const files = [
    tidemark.write('a.csv', csv(...healthyLines)),
    tidemark.write('b.csv', csv(...leakingLines)),
  ];
  const { status, stdout } = tidemark.run(['detect', ...files]);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^a\.csv\nMemory: +steady[^]*\n\nb\.csv\nLEAK[^]*\n1 of 2 fail: b\.csv\n$/,
  );
  expect(tidemark.json(...files).map(({ source, run }) => [source.path, run.status])).toEqual([
    ['a.csv', 'clean'],
    ['b.csv', 'leak'],
  ]);
});

test('--fail-on says what ends in 1', () => {
  const suspect = tidemark.write('suspect.csv', csv(...samples(14, 'late', 120, lateGrowth)));
  const leak = tidemark.write('leak.csv', csv(...leakingLines));
  // That of the machine would decide otherwise.
  const limit = '--critical-memory=4GB';
  expect(kindsOf(tidemark.json(limit, suspect, leak))).toEqual(['14 suspect', '12 leak']);
  const status = (...args: string[]) => tidemark.run(['detect', limit, ...args]).status;
  expect([status(suspect), status('--fail-on', 'suspect', suspect)]).toEqual([0, 1]);
  expect([status(leak), status('--fail-on', 'never', leak)]).toEqual([1, 0]);
  expect(tidemark.run(['detect', limit, suspect]).stdout).toContain('(--fail-on suspect would)');
});

test('--detector lbr asks the published algorithm alone', () => {
  const limit = '--critical-memory=4GB';
  const late = tidemark.write('late.csv', csv(...samples(14, 'late', 120, lateGrowth)));
  // At 50 kB a second 4 GB are far away.
  const slowly = (second: number) => 200 + 0.05 * second;
  const slow = tidemark.write('slow.csv', csv(...samples(15, 'slow', 120, slowly)));
  expect(kindsOf(tidemark.json(limit, late, slow))).toEqual(['14 suspect', '15 leak']);
  expect(kindsOf(tidemark.json(limit, '--detector=lbr', late, slow))).toEqual([
    '14 leak',
    '15 steady',
  ]);
});

describe('settings of the published algorithm', () => {
  const lbr = (...options: readonly string[]) => {
    const noisy = (second: number) => leaking(second) + 60 * Math.sin(second * 2.3);
    const file = tidemark.write('run.csv', csv(...samples(12, 'control', 120, noisy)));
    return kindsOf(tidemark.json('--detector', 'lbr', '--critical-memory=4GB', ...options, file));
  };
  test.each([
    [['--critical-time', '3600'], '12 leak'],
    [['--critical-time', '600'], '12 steady'],
    [['--critical-memory', '40 GB'], '12 steady'],
    [['--min-points', '300'], '12 inconclusive'],
    [['--min-points', '300', '--resample-seconds', '0.25'], '12 leak'],
    [['--r-squared', '0.99'], '12 steady'],
  ])('%p: %s', (options, kind) => {
    expect(lbr(...options)).toEqual([kind]);
  });
});
