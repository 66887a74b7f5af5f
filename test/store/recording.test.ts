import { gzipSync } from 'node:zlib';
import { readRecording } from '../../src/store/recording';

const process = {
  role: 'jest-worker',
  name: 'node',
  label: 'leak',
  unit: 'kB',
  t: [100.5, 125.5, 151],
  rss: [20_000, 20_004, 20_016],
  anon: [10_000, 10_004, 10_008],
  vms: [1_000_000, 1_000_000, 1_000_004],
  threads: [7, 7, 8],
};

test('a recorded process becomes an observed one, in bytes, with its label', () => {
  const recording = { run: 'demo', processes: [process] };
  const [one] = readRecording(gzipSync(JSON.stringify(recording)));
  expect(one).toMatchObject({ run: 'demo', label: 'leak' });
  expect(one?.process).toMatchObject({
    role: 'worker',
    name: 'node',
    samples: 3,
    firstSeenAt: 100.5,
    lastSeenAt: 151,
    peak: { rss: 20_016 * 1024, vms: 1_000_004 * 1024 },
  });
  expect(one?.process.signals.anon).toEqual({
    times: Float64Array.of(100.5, 125.5, 151),
    values: Float64Array.of(10_000 * 1024, 10_004 * 1024, 10_008 * 1024),
    intervalMs: 25,
  });
  expect(Array.from(one?.process.signals.threads?.values ?? [])).toEqual([7, 7, 8]);
  expect(one?.process.signals.fds).toBeUndefined();
});
