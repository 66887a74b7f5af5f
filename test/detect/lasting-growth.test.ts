import * as fc from 'fast-check';
import { lastingGrowth } from '../../src/detect/lasting-growth';
import { directMemory } from '../../src/detect/outside-growth';
import { sampled } from '../sampled-series';

const MB = 1e6;
const seconds = 40;

/** Seeded noise between 0 and 1, the same for the same second. */
function noise(seed: number, second: number): number {
  const x = Math.sin(seed * 12.9898 + second * 78.233) * 43758.5453;
  return x - Math.floor(x);
}

function refusal(memory: (second: number) => number): string {
  return lastingGrowth(sampled(seconds, 100, memory), directMemory).refusal ?? 'grows';
}

const seed = fc.integer({ min: 1, max: 1e6 });
const base = fc.integer({ min: 5, max: 100 }).map((megabytes) => megabytes * MB);
const rate = fc.integer({ min: 100, max: 10_000 }).map((kilobytes) => kilobytes * 1000);

test('a line grows, under noise of up to three seconds of its growth', () => {
  fc.assert(
    fc.property(seed, base, rate, fc.double({ min: 0, max: 3, noNaN: true }), (s, b, r, n) => {
      expect(refusal((second) => b + r * second + n * r * noise(s, second))).toBe('grows');
    }),
    { seed: 1 },
  );
});

test('noise alone does not grow', () => {
  const amplitude = fc.integer({ min: 0, max: 50 }).map((megabytes) => megabytes * MB);
  fc.assert(
    fc.property(seed, base, amplitude, (s, b, a) => {
      expect(refusal((second) => b + a * noise(s, second))).not.toBe('grows');
    }),
    { seed: 2 },
  );
});

test('levels that wander rise to the end by chance in less than one of 500 cases', () => {
  // Steps up at the right times cannot be told from a leak that takes such steps.
  const seeds = Array.from({ length: 150 }, (_, i) => i + 1);
  const periods = Array.from({ length: 10 }, (_, i) => i + 1);
  const grown = periods.flatMap((period) =>
    seeds.filter(
      (s) => refusal((second) => 20 * MB * (1 + noise(s, Math.floor(second / period)))) === 'grows',
    ),
  );
  expect(grown.length).toBeLessThan((seeds.length * periods.length) / 500);
});

test('a step is no growth, wherever it stands and however high it is', () => {
  const at = fc.double({ min: 0, max: seconds, noNaN: true });
  fc.assert(
    fc.property(seed, base, at, fc.integer({ min: 1, max: 500 }), (s, b, t, height) => {
      const memory = (second: number) =>
        b + (second > t ? height * MB : 0) + 0.01 * MB * noise(s, second);
      expect(refusal(memory)).not.toBe('grows');
    }),
    { seed: 4 },
  );
});

test('two steps are no growth', () => {
  const at = fc.double({ min: 0, max: seconds, noNaN: true });
  fc.assert(
    fc.property(base, at, at, fc.integer({ min: 1, max: 500 }), (b, t, u, height) => {
      const steps = (second: number) => (second > t ? 1 : 0) + (second > u ? 1 : 0);
      expect(refusal((second) => b + steps(second) * height * MB)).not.toBe('grows');
    }),
    { seed: 5 },
  );
});

test('a cache that is full after three quarters of the time is no growth', () => {
  const full = fc.double({ min: 0.02, max: 0.75, noNaN: true });
  fc.assert(
    fc.property(seed, base, rate, full, (s, b, r, share) => {
      const memory = (second: number) =>
        b + r * Math.min(second, share * seconds) + 0.2 * r * noise(s, second);
      expect(refusal(memory)).not.toBe('grows');
    }),
    { seed: 6 },
  );
});

test('warm-up that comes to rest is no growth', () => {
  const rest = fc.double({ min: 1, max: seconds / 3, noNaN: true });
  fc.assert(
    fc.property(seed, base, rest, (s, b, tau) => {
      const memory = (second: number) =>
        b + 60 * MB * (1 - Math.exp(-second / tau)) + 0.2 * MB * noise(s, second);
      expect(refusal(memory)).not.toBe('grows');
    }),
    { seed: 7 },
  );
});

const tooth = fc.double({ min: 0.3, max: 4, noNaN: true });

test('a sawtooth with level valleys is no growth', () => {
  fc.assert(
    fc.property(seed, base, tooth, (s, b, period) => {
      const memory = (second: number) => {
        const height = 10 + 10 * noise(s, Math.floor(second / period));
        return b + height * MB * ((second / period) % 1);
      };
      expect(refusal(memory)).not.toBe('grows');
    }),
    { seed: 8, numRuns: 500 },
  );
});

test('a sawtooth with rising valleys grows', () => {
  fc.assert(
    fc.property(base, tooth, (b, period) => {
      const memory = (second: number) => b + MB * second + 10 * MB * ((second / period) % 1);
      expect(refusal(memory)).toBe('grows');
    }),
    { seed: 9 },
  );
});

test('filling up again what was given back is no growth', () => {
  const dropAt = fc.integer({ min: 12, max: 35 });
  fc.assert(
    fc.property(base, dropAt, (b, t) => {
      const memory = (second: number) =>
        b + MB * (second < t ? Math.min(second, 10) : Math.min(10, second - t));
      expect(refusal(memory)).not.toBe('grows');
    }),
    { seed: 10 },
  );
});

test('a staircase of many steps grows', () => {
  fc.assert(
    fc.property(base, fc.integer({ min: 12, max: 60 }), (b, steps) => {
      expect(refusal((second) => b + 4 * MB * Math.floor((second / seconds) * steps))).toBe(
        'grows',
      );
    }),
    { seed: 11 },
  );
});

test.each([
  ['200 kB', 200_000, 20 * MB],
  ['a five hundredth of what is held', 4 * MB, 2000 * MB],
])('growth of %s is too small to matter', (_, growth, held) => {
  expect(refusal((second) => held + (growth * second) / seconds)).toBe('too small');
});

test('falling memory is no growth', () => {
  expect(refusal((second) => 100 * MB - second * MB)).not.toBe('grows');
});
