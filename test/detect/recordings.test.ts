import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { judgeProcess } from '../../src/detect/judge';
import { publishedLbrSettings } from '../../src/detect/lbr';
import { readRecording } from '../../src/store/recording';

/** Small servers under a constant load for 15 to 60 s; bench/record-servers.ts made them. */
const directory = path.resolve(__dirname, '../../../bench/recordings');
const settings = { ...publishedLbrSettings, criticalMemoryBytes: 24e9 };

const files = readdirSync(directory).filter((file) => file.endsWith('.gz'));
const recordings = files.flatMap((file) =>
  readRecording(readFileSync(path.join(directory, file))).flatMap(({ label, process }) =>
    process.role === 'child' ? [{ name: file.replace('.json.gz', ''), label, process }] : [],
  ),
);
const verdictOf = (name: string) => {
  const found = recordings.find((recording) => recording.name === name);
  if (found === undefined) throw new Error(`${name} is not among the recordings`);
  return judgeProcess(found.process, settings);
};

test.each(recordings.filter(({ label }) => label === 'healthy').map(({ name }) => name))(
  '%s is healthy and no leak',
  (name) => {
    expect(verdictOf(name).kind).not.toBe('leak');
  },
);

test.each(['python-leak', 'python-leak-small', 'python-leak-threads', 'python-leak-files'])(
  '%s is a leak',
  (name) => {
    const { kind, signal } = verdictOf(name);
    expect({ kind, signal }).toEqual({ kind: 'leak', signal: 'anon' });
  },
);

test('1 MB a second is told with its rate, and how long memory lasts', () => {
  const [growth] = verdictOf('python-leak').findings;
  if (growth?.outcome !== 'grows') throw new Error('unreachable');
  expect(growth.fit.slopePerSecond / 1e6).toBeCloseTo(1, 1);
  expect(growth.fit.r2).toBeGreaterThan(0.99);
  expect((growth.exhaustion?.inSeconds ?? 0) / 3600).toBeCloseTo(6.7, 0);
});

test.each([
  ['python-leak-threads', /with it came \d+ more threads/],
  ['python-leak-files', /with it came \d+ more open files and sockets/],
])('%s says what comes with the memory', (name, what) => {
  expect(verdictOf(name).reason).toMatch(what);
});

test.each(['node-leak-buffers', 'node-leak-churn', 'node-leak-objects', 'node-leak-strings'])(
  '%s is a suspect: 90 MB may all be garbage in Node',
  (name) => {
    expect(verdictOf(name)).toMatchObject({ kind: 'suspect' });
  },
);

test('two JVMs, one of which leaks, cannot be told apart, and are not', () => {
  expect(verdictOf('java-leak').kind).not.toBe('leak');
  expect(verdictOf('java-churn').kind).not.toBe('leak');
});
