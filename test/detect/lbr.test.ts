import { SimpleLinearRegression } from 'ml-regression-simple-linear';
import { detectByLbr, publishedLbrSettings } from '../../src/detect/lbr';
import { joined, later, sampled, start } from '../sampled-series';

const settings = { ...publishedLbrSettings, criticalMemoryBytes: 8e9 };
const leak = (second: number) => 1e8 + second * 5e6;

test('a line that reaches critical memory within the hour grows: how fast, and when', () => {
  const finding = detectByLbr(sampled(30, 50, leak), 'rss', settings);
  expect(finding).toMatchObject({ outcome: 'grows', detector: 'lbr', signal: 'rss' });
  if (finding.outcome !== 'grows') throw new Error('unreachable');
  expect(finding.fit.slopePerSecond).toBeCloseTo(5e6, 0);
  expect(finding.fit.r2).toBeCloseTo(1, 9);
  expect(finding.fit.window).toEqual({ from: start + 20_500, to: start + 30_000, points: 20 });
  expect(finding.growth).toBeCloseTo(9.5 * 5e6, 0);
  expect(finding.exhaustion?.limitBytes).toBe(8e9);
  expect(finding.exhaustion?.inSeconds).toBeCloseTo((8e9 - leak(30)) / 5e6, 3);
});

test('the fit that is reported is the library’s, at times of the epoch', () => {
  let noise = 1;
  const series = sampled(40, 500, (second) => {
    noise = (noise * 48271) % 2147483647;
    return leak(second) + (noise / 2147483647) * 3e6;
  });
  const finding = detectByLbr(series, 'rss', settings);
  if (finding.outcome !== 'grows') throw new Error(finding.reason);
  const n = finding.fit.window.points;
  const x = Array.from({ length: n }, (_, i) => (i - (n - 1)) / 2);
  const y = Array.from(series.values.subarray(-n));
  const line = new SimpleLinearRegression(x, y);
  expect(finding.fit.slopePerSecond).toBeCloseTo(line.slope, 6);
  expect(finding.fit.r2).toBeCloseTo(line.score(x, y).r2, 9);
});

test('the critical time counts from the last sample, to a tenth of a second', () => {
  const series = sampled(30.3, 50, leak);
  const needed = (8e9 - leak(30.3)) / 5e6;
  const at = (criticalTimeSeconds: number) =>
    detectByLbr(series, 'rss', { ...settings, criticalTimeSeconds }).outcome;
  expect(at(needed + 0.1)).toBe('grows');
  expect(at(needed - 0.1)).toBe('steady');
});

test('critical memory decides: the same line is steady on a larger machine', () => {
  const larger = { ...settings, criticalMemoryBytes: 64e9 };
  expect(detectByLbr(sampled(30, 50, leak), 'rss', larger).outcome).toBe('steady');
});

test.each([
  ['constant', () => 5e8],
  ['falling steadily', (second: number) => 5e9 - second * 5e6],
  ['going up and down', (second: number) => 5e8 + (second % 2) * 1e8],
])('memory that is %s is steady', (_, memory) => {
  expect(detectByLbr(sampled(60, 100, memory), 'rss', settings).outcome).toBe('steady');
});

test('below 20 points of half a second there is too little', () => {
  expect(detectByLbr(sampled(9.4, 50, leak), 'rss', settings).outcome).toBe('too-little');
  expect(detectByLbr(sampled(9.5, 50, leak), 'rss', settings).outcome).toBe('grows');
  expect(detectByLbr(joined(), 'rss', settings).outcome).toBe('too-little');
});

test.each([
  [10, 'too-little'],
  [11, 'grows'],
])('a piece of %i samples, however long it lasts: %s', (samples, outcome) => {
  const series = sampled((samples - 1) * 1.2, 1200, leak);
  expect(detectByLbr(series, 'rss', settings).outcome).toBe(outcome);
});

test('no line is drawn across a gap', () => {
  // Two flat pieces, the second higher: joined by interpolation they would rise along a line.
  const low = sampled(9, 50, () => 1e8);
  const high = sampled(9, 50, () => 6e9);
  const finding = detectByLbr(joined(low, later(high, 20)), 'rss', settings);
  expect(finding.outcome).toBe('too-little');
});

test('of several anomalous pieces the newest is reported', () => {
  const first = sampled(15, 50, leak);
  const second = sampled(15, 50, (s) => leak(s) + 1e9);
  const flat = sampled(15, 50, () => 2e9);
  const series = joined(first, later(second, 60), later(flat, 120));
  const finding = detectByLbr(series, 'rss', settings);
  if (finding.outcome !== 'grows') throw new Error(finding.reason);
  expect(finding.fit.window.to).toBe(start + 75_000);
});
