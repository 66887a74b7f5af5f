import * as fc from 'fast-check';
import { judgeRepetition, type RepetitionRule, type Round } from '../../src/detect/repetition';

const KB = 1000;
const bytes: RepetitionRule = { unit: 'bytes' };

/** Rounds of the given sizes; `level` tells the signal after so many repetitions in all. */
function roundsOf(
  sizes: readonly number[],
  level: (repetitions: number, floor: number) => number,
): Round[] {
  let total = 0;
  return sizes.map((repetitions, index) => {
    const before = level(total, index);
    total += repetitions;
    return { repetitions, before, after: level(total, index + 1) };
  });
}

const doubling = (rounds: number, first = 1): number[] =>
  Array.from({ length: rounds }, (_, i) => first * 2 ** i);
const TOTAL = 2 ** 12 - 1;

/** Between -1 and 1, the same for the same floor. */
function noise(seed: number, floor: number): number {
  const x = Math.sin(seed * 12.9898 + floor * 78.233) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

function outcome(
  level: (repetitions: number, floor: number) => number,
  { sizes = doubling(12), rule = bytes }: { sizes?: number[]; rule?: RepetitionRule } = {},
): string {
  return judgeRepetition(roundsOf(sizes, level), rule).outcome;
}

const seed = fc.integer({ min: 1, max: 1e6 });
const base = fc.integer({ min: 0, max: 500_000 }).map((kilobytes) => kilobytes * KB);
const rate = fc.integer({ min: 8, max: 1e6 });

describe('what grows with the repetitions', () => {
  const shapes: [string, number[]][] = [
    ['doubling', doubling(12)],
    ['doubling from 10', doubling(6, 10)],
    ['half as large again', Array.from({ length: 16 }, (_, i) => Math.round(10 * 1.5 ** i))],
    ['doubling, and then equal', [...doubling(11), 1024, 1024]],
    ['doubling, and then smaller', [...doubling(11), 300, 300]],
    ['equal', Array.from({ length: 40 }, () => 100)],
  ];

  it.each(shapes)(
    'is found with rounds of %s size, under noise, and its rate is told',
    (_n, sizes) => {
      const total = sizes.reduce((sum, size) => sum + size, 0);
      fc.assert(
        fc.property(seed, base, rate, (s, b, r) => {
          // A sixteenth of the growth over all, up and down.
          const unrest = (r * total) / 32;
          const rounds = roundsOf(sizes, (n, floor) => b + r * n + (unrest / 2) * noise(s, floor));
          const finding = judgeRepetition(rounds, { unit: 'bytes', noise: unrest });
          expect(finding.outcome).toBe('grows');
          expect(Math.abs((finding.perRepetition ?? 0) / r - 1)).toBeLessThan(0.05);
        }),
        { seed: 1 },
      );
    },
  );

  it('is found where an array of numbers makes room by half its size at a time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (held) => {
        const room = (wanted: number): number => {
          let capacity = held;
          while (capacity < wanted) capacity += (capacity >> 1) + 16;
          return 8 * capacity;
        };
        expect(outcome((n) => room(held + n), { sizes: doubling(16) })).toBe('grows');
      }),
      { seed: 2 },
    );
  });

  it('is found after warm-up that weighed more than the leak', () => {
    expect(outcome((n) => 100 * n + 300 * KB * Math.min(1, n / 100))).toBe('grows');
  });

  it('is found in counts, every third time', () => {
    expect(outcome((n) => Math.floor(n / 3), { rule: { unit: 'count' } })).toBe('grows');
  });

  it('is what remains above the baseline', () => {
    const rule: RepetitionRule = { unit: 'bytes', baselinePerRepetition: 700 };
    expect(outcome((n) => 700 * n, { rule })).toBe('steady');
    const above = judgeRepetition(
      roundsOf(doubling(12), (n) => 1700 * n),
      rule,
    );
    expect(above).toMatchObject({ outcome: 'grows', perRepetition: expect.closeTo(1000) });
  });

  it('must reach the least rate that matters', () => {
    const rule: RepetitionRule = { unit: 'bytes', leastPerRepetition: 50 };
    expect(outcome((n) => 49 * n, { rule })).toBe('steady');
    expect(outcome((n) => 51 * n, { rule })).toBe('grows');
  });
});

describe('what does not', () => {
  it('is noise, whatever its size', () => {
    fc.assert(
      fc.property(seed, base, fc.integer({ min: 0, max: 1e7 }), (s, b, amplitude) => {
        const level = (_n: number, floor: number): number => b + amplitude * noise(s, floor);
        const rule: RepetitionRule = { unit: 'bytes', noise: 2 * amplitude };
        expect(outcome(level, { rule })).not.toBe('grows');
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  it('is noise of unknown size, but for one case in 200', () => {
    const seeds = Array.from({ length: 4000 }, (_, i) => i + 1);
    const grown = seeds.filter((s) => outcome((_n, floor) => 1e6 * noise(s, floor)) === 'grows');
    expect(grown.length).toBeLessThan(seeds.length / 200);
  });

  it('is a cache that was full by the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: (TOTAL - 1) / 2 }), rate, (room, r) => {
        expect(outcome((n) => r * Math.min(room, n))).toBe('steady');
      }),
      { seed: 4 },
    );
  });

  it('is a cache that was full soon after', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.75, noNaN: true }), rate, (share, r) => {
        expect(outcome((n) => r * Math.min(share * TOTAL, n))).not.toBe('grows');
      }),
      { seed: 5 },
    );
  });

  it('is a step, or two, wherever they stand', () => {
    const at = fc.integer({ min: 0, max: TOTAL });
    fc.assert(
      fc.property(at, at, rate, seed, (first, second, height, s) => {
        const level = (n: number, floor: number): number =>
          (n > first ? 1e3 * height : 0) + (n > second ? 1e3 * height : 0) + 500 * noise(s, floor);
        expect(outcome(level)).not.toBe('grows');
      }),
      { seed: 6, numRuns: 1000 },
    );
  });

  it('is warm-up that goes on for ever, ever more slowly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (kilobytes) => {
        expect(outcome((n) => kilobytes * KB * Math.log(1 + n))).not.toBe('grows');
      }),
      { seed: 7 },
    );
  });

  it('is what grows with the size of a round, as the last rounds show', () => {
    const rounds = (sizes: number[]): Round[] => {
      let high = 0;
      return sizes.map((repetitions) => {
        const before = 100 * high;
        high = Math.max(high, repetitions);
        return { repetitions, before, after: 100 * high };
      });
    };
    expect(judgeRepetition(rounds(doubling(12)), bytes).outcome).toBe('grows');
    for (const last of [2048, 500, 300]) {
      const sizes = [...doubling(12), last, last];
      expect(judgeRepetition(rounds(sizes), bytes).outcome).toBe('steady');
    }
  });

  it('is what the last rounds did not add to', () => {
    const levels = (n: number): number => 100 * Math.min(n, 3000);
    const sizes = [...doubling(11), 1024, 1024];
    expect(outcome(levels, { sizes })).not.toBe('grows');
    expect(outcome((n) => 100 * n, { sizes })).toBe('grows');
  });

  it('is what shrinks', () => {
    expect(outcome((n) => 1e9 - 100 * n)).toBe('steady');
  });

  it('is what moves between rounds', () => {
    let total = 0;
    const rounds = doubling(12).map((repetitions, index) => {
      const before = 1e6 * index;
      total += repetitions;
      return { repetitions, before, after: before + 100 * total };
    });
    expect(judgeRepetition(rounds, bytes).outcome).not.toBe('grows');
  });
});

it('does not decide on too little', () => {
  const leak = (n: number): number => 1e6 * n;
  for (const sizes of [[], [1], [1, 2, 4, 8], [5, 5, 5, 5]]) {
    expect(judgeRepetition(roundsOf(sizes, leak), bytes)).toMatchObject({
      outcome: 'undecided',
      perRepetition: null,
    });
  }
  expect(outcome(leak, { sizes: doubling(5) })).toBe('grows');
});
