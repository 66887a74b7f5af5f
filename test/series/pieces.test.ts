import { piecesOf } from '../../src/series/pieces';
import { joined, later, sampled } from '../sampled-series';

const lengths = (series: Parameters<typeof piecesOf>[0]) =>
  piecesOf(series).map(({ times }) => times.length);

const twoSeconds = (intervalMs: number) => sampled(2, intervalMs, (second) => second);

test('0.5 s without a sample is no gap, more is', () => {
  expect(lengths(joined(twoSeconds(40), later(twoSeconds(40), 2.5)))).toEqual([102]);
  expect(lengths(joined(twoSeconds(40), later(twoSeconds(40), 2.501)))).toEqual([51, 51]);
});

test('at one sample a second it takes ten seconds to make a gap', () => {
  expect(lengths(joined(twoSeconds(1000), later(twoSeconds(1000), 12)))).toEqual([6]);
  expect(lengths(joined(twoSeconds(1000), later(twoSeconds(1000), 12.001)))).toEqual([3, 3]);
});

test('pieces stand in order and hold every sample', () => {
  const series = joined(twoSeconds(100), later(twoSeconds(100), 10), later(twoSeconds(100), 20));
  const pieces = piecesOf(series);
  expect(pieces).toHaveLength(3);
  expect(pieces.flatMap(({ times }) => Array.from(times))).toEqual(Array.from(series.times));
  expect(pieces.flatMap(({ values }) => Array.from(values))).toEqual(Array.from(series.values));
});

test('no samples, no pieces', () => {
  expect(piecesOf(joined())).toEqual([]);
});
