import { gatheringFiles } from '../../src/detect/gathering-files';
import type { FileSpan } from '../../src/series/process';
import { sampled } from '../sampled-series';

/** Files of a second each, in a row. */
const START = sampled(1, 50, () => 0).times[0] ?? 0;
const span = (path: string, second: number): FileSpan => ({
  path,
  startedAt: START + second * 1000,
  endedAt: START + second * 1000 + 900,
});
const files = ['/a', '/b', '/c', '/d'].map(span);
const named = (threads: (second: number) => number) =>
  gatheringFiles({ files, signals: { threads: sampled(4, 50, threads) } }, 'threads');

test('names the files after which there is more than before, the worst first', () => {
  const added = [4, 2, 0, 6];
  const threads = (second: number) =>
    added.reduce((sum, count, index) => sum + (second >= index + 0.5 ? count : 0), 9);
  // The first one starts what Node needs.
  expect(named(threads)).toEqual([
    { path: '/d', evidence: '6 more threads at its end than at its beginning.' },
    { path: '/b', evidence: '2 more threads at its end than at its beginning.' },
  ]);
});

test('names the first file where no other adds any, and nobody where nothing is added', () => {
  expect(named((second) => (second > 0.5 ? 21 : 9)).map(({ path }) => path)).toEqual(['/a']);
  expect(named(() => 9)).toEqual([]);
  expect(gatheringFiles({ files, signals: {} }, 'fds')).toEqual([]);
});

test('leaves out what was given back in the same file, and what is little beside the worst', () => {
  const threads = (second: number) => {
    const passing = second > 1.2 && second < 1.5 ? 50 : 0;
    return 9 + passing + (second > 2.5 ? 20 : 0) + (second > 3.5 ? 1 : 0);
  };
  expect(named(threads).map(({ path }) => path)).toEqual(['/c']);
});
