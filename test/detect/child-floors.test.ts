import * as fc from 'fast-check';
import { judgeChildFloors } from '../../src/detect/child-floors';
import { sampled } from '../sampled-series';

const MB = 1e6;

/** Between 0 and 1, the same for the same time. */
function noise(seed: number, second: number): number {
  const x = Math.sin(seed * 12.9898 + second * 78.233) * 43758.5453;
  return x - Math.floor(x);
}

const judged = (
  kept: (second: number) => number,
  { seconds = 15, spacingMs = 250, native = () => 45 * MB, loaded = () => 0.2 * MB }: Measured = {},
) =>
  judgeChildFloors({
    kept: sampled(seconds, spacingMs, kept),
    native: sampled(seconds, spacingMs, native),
    loaded: sampled(seconds, spacingMs, loaded),
  });

interface Measured {
  readonly seconds?: number;
  readonly spacingMs?: number;
  readonly native?: (second: number) => number;
  readonly loaded?: (second: number) => number;
}

const outcome = (kept: (second: number) => number, seconds = 15, spacingMs = 250): string =>
  judged(kept, { seconds, spacingMs }).outcome;

const seed = fc.integer({ min: 1, max: 1e6 });

it('tells a server that keeps 1 kB a request, in 15 seconds, its growth and rate', () => {
  const finding = judged((second) => 7 * MB + 1 * MB * second);
  if (finding.outcome !== 'grows') throw new Error(finding.reason);
  expect(finding.fit.slopePerSecond).toBeCloseTo(MB, -2);
  expect(finding.fit.r2).toBeCloseTo(1, 6);
  expect(finding.growth).toBeGreaterThan(10 * MB);
  expect(finding.reason).toMatch(/grew by 1\d(\.\d)? MiB in 1\d\.\d s/);
});

it('finds growth of a twentieth and more, under noise and whatever the spacing', () => {
  const rate = fc.double({ min: 0.3, max: 30, noNaN: true });
  fc.assert(
    fc.property(seed, rate, fc.integer({ min: 100, max: 700 }), (s, megabytes, spacing) => {
      const floor = (second: number): number =>
        10 * MB + megabytes * MB * (second + 0.5 * noise(s, second));
      expect(outcome(floor, 15, spacing)).toBe('grows');
    }),
    { seed: 1 },
  );
});

it.each<[string, (second: number) => number]>([
  ['nothing', () => 6 * MB],
  ['warm-up', (second) => 6 * MB + 2 * MB * (1 - Math.exp(-second))],
  ['sessions that end after two seconds', (second) => 6 * MB + 2 * MB * Math.min(2, second)],
  ['a cache that is full after half the time', (second) => 6 * MB + MB * Math.min(7, second)],
  ['one step', (second) => 6 * MB + (second > 8 ? 30 * MB : 0)],
  ['less than a twentieth', (second) => 60 * MB + 0.1 * MB * second],
  ['what shrinks', (second) => 60 * MB - MB * second],
])('is not misled by %s', (_what, floor) => {
  expect(outcome(floor)).toBe('steady');
});

it('is not misled by noise', () => {
  const amplitude = fc.double({ min: 0, max: 20, noNaN: true });
  fc.assert(
    fc.property(seed, amplitude, (s, megabytes) => {
      expect(outcome((second) => 10 * MB + megabytes * MB * noise(s, second))).not.toBe('grows');
    }),
    { seed: 2, numRuns: 500 },
  );
});

it('takes growth for what it may be while code is loaded', () => {
  // A page of 40 kB each second; what it keeps is in proportion.
  const loaded = (second: number) => 0.2 * MB + 0.04 * MB * Math.floor(second);
  const finding = judged((second) => 20 * MB + 0.15 * MB * second, { loaded });
  expect(finding).toMatchObject({ outcome: 'too-little' });
  expect(finding.reason).toMatch(/loaded \d+ KiB of modules/);
  expect(judged((second) => 20 * MB + MB * second, { loaded }).outcome).toBe('grows');
});

it('does not clear a process whose memory outside the heap grows', () => {
  const native = (second: number) => 45 * MB + 0.5 * MB * second;
  expect(judged(() => 6 * MB, { native })).toMatchObject({
    outcome: 'too-little',
    reason: expect.stringContaining('outside the heap'),
  });
  expect(judged(() => 6 * MB, { native: (second) => 46 * MB - MB * second }).outcome).toBe(
    'steady',
  );
});

it('does not decide on too little', () => {
  expect(outcome((second) => MB * second, 4)).toBe('too-little');
  expect(outcome((second) => MB * second, 10, 1000)).toBe('too-little');
});
