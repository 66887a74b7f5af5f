/** Floors of one signal (bytes, or a count) before and after a round of `repetitions` runs of the same work. */
export interface Round {
  readonly repetitions: number;
  readonly before: number;
  readonly after: number;
}

export interface RepetitionRule {
  readonly unit: 'bytes' | 'count';
  /** What each repetition adds by itself, such as what Jest keeps of a test: measured, and subtracted. */
  readonly baselinePerRepetition?: number;
  /** How far two floors may lie apart with nothing between them. Falls and gaps between rounds count as well. */
  readonly noise?: number;
  /** Growth per repetition under which nothing is a leak. */
  readonly leastPerRepetition?: number;
}

/** `perRepetition`: growth over the last three quarters of all repetitions, the baseline subtracted. */
export type RepetitionFinding =
  | {
      readonly outcome: 'grows' | 'steady';
      readonly perRepetition: number;
      readonly reason: string;
    }
  | {
      readonly outcome: 'undecided';
      readonly perRepetition: number | null;
      readonly reason: string;
    };

/** Half of all repetitions, a quarter, an eighth and a sixteenth; what was before them is warm-up. */
const INTERVALS = 4;
const DEFAULT_NOISE = { bytes: 4096, count: 0 } as const;
/** How many times the noise the last interval must rise by. */
const CLEARLY = 3;
/**
 * Of the slowest of the intervals before, and of the earlier half of them, what the later must keep up.
 * An array of numbers grows by half its size at a time: 0.57 and 0.74 at worst, over 3,000 sizes to begin
 * with. Growth with the logarithm has 0.5 and 0.25.
 */
const LEAST_OF_SLOWEST = 0.52;
const LEAST_OF_EARLIER = 0.5;
/** And how much faster it may be than the two before: an array has 1.3 at most, a step far more. */
const FASTEST = 4;

/** Of the rate, what rounds no larger than one before must keep up, and each half of them. */
const LEAST_OF_REPEATED = 0.4;
const LEAST_OF_HALF_REPEATED = 0.25;
const FEWEST_REPEATED = 2;

interface Interval {
  readonly repetitions: number;
  readonly growth: number;
}

/**
 * Does a signal keep growing with more repetitions? Rounds follow each other, oldest first, of equal or of
 * growing size. As CPython's `regrtest -R` and psutil's psleak do: a leak grows in proportion to the
 * repetitions; warm-up, a cache that is full, a step and noise do not. Judged over the last four intervals
 * of doubling length, each of which must set a new high-water mark (Growth Tracker asks it of two).
 *
 * A cache that was still filling in the last half of all repetitions cannot be told from a leak. To tell
 * what grows with the size of a round alone, end with two rounds of the same size, or a smaller one.
 */
export function judgeRepetition(rounds: readonly Round[], rule: RepetitionRule): RepetitionFinding {
  const intervals = doublingIntervals(rounds, rule.baselinePerRepetition ?? 0);
  if (intervals === null) {
    const total = rounds.reduce((sum, { repetitions }) => sum + repetitions, 0);
    const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
    const reason = `${count(total, 'repetition')} in ${count(rounds.length, 'round')} are too few to tell.`;
    return { outcome: 'undecided', perRepetition: null, reason };
  }
  const noise = Math.max(rule.noise ?? DEFAULT_NOISE[rule.unit], unrestOf(rounds, rule));
  const perRepetition = rateOver(intervals.slice(-2));
  const [g1, g2, g3, g4] = intervals.map(({ growth }) => growth) as [
    number,
    number,
    number,
    number,
  ];
  const [r1, r2, r3, r4] = intervals.map((interval) => rateOver([interval])) as [
    number,
    number,
    number,
    number,
  ];
  const undecided = (reason: string): RepetitionFinding => ({
    outcome: 'undecided',
    perRepetition,
    reason,
  });
  const steady = (reason: string): RepetitionFinding => ({
    outcome: 'steady',
    perRepetition,
    reason,
  });

  if (!(g4 > noise)) {
    const grew = Math.max(g1, g2, g3) > noise;
    return steady(
      grew
        ? 'Growth ended before the last half of the repetitions.'
        : 'It does not grow, noise aside.',
    );
  }
  if (perRepetition < (rule.leastPerRepetition ?? 0)) {
    return steady('It grows by too little per repetition to matter.');
  }
  if (g4 < CLEARLY * noise) return undecided('The growth is not clear of the noise.');
  if (!(Math.min(g2, g3) > noise)) {
    return undecided('It grew only of late: a step, or the beginning of more.');
  }
  if (r4 > FASTEST * rateOver(intervals.slice(1, 3))) {
    return undecided('Most of the growth is one step.');
  }
  if (
    r4 < LEAST_OF_SLOWEST * Math.min(r1, r2, r3) ||
    perRepetition < LEAST_OF_EARLIER * rateOver(intervals.slice(0, 2))
  ) {
    return undecided('The growth slows down: it may be a cache that fills up, or warm-up.');
  }
  const repeated = repeatedRounds(rounds);
  const baseline = rule.baselinePerRepetition ?? 0;
  if (repeated.length >= FEWEST_REPEATED) {
    const all = intervalOf(repeated, baseline);
    if (perRepetition * all.repetitions < CLEARLY * noise) {
      return undecided('The last rounds, no larger than one before, are too small to tell.');
    }
    if (rateOver([all]) < LEAST_OF_REPEATED * perRepetition) {
      return steady('It grows with the size of a round, and not with their number.');
    }
    const middle = Math.floor(repeated.length / 2);
    const halves = [repeated.slice(0, middle), repeated.slice(middle)];
    const rates = halves.map((half) => rateOver([intervalOf(half, baseline)]));
    if (Math.min(...rates) < LEAST_OF_HALF_REPEATED * perRepetition) {
      return undecided('Not all of the last rounds grew, which were no larger than one before.');
    }
  }
  return {
    outcome: 'grows',
    perRepetition,
    reason: 'It grows with the repetitions, and as fast at the end as before.',
  };
}

/** Growth over the last intervals of doubling length, oldest first, cut where rounds end; null with too few. */
function doublingIntervals(rounds: readonly Round[], baseline: number): Interval[] | null {
  let total = 0;
  const ends = rounds.map(({ repetitions }) => (total += repetitions));
  const cuts = Array.from({ length: INTERVALS + 1 }, (_, power) =>
    ends.findLastIndex((end) => end <= total / 2 ** power),
  );
  if (cuts.some((cut, power) => cut < 0 || cut === cuts[power - 1])) return null;
  return cuts
    .slice(1)
    .map((cut, power) => intervalOf(rounds.slice(cut + 1, (cuts[power] ?? 0) + 1), baseline))
    .toReversed();
}

function intervalOf(rounds: readonly Round[], baseline: number): Interval {
  const repetitions = rounds.reduce((sum, round) => sum + round.repetitions, 0);
  const growth = rounds.reduce((sum, round) => sum + round.after - round.before, 0);
  return { repetitions, growth: growth - baseline * repetitions };
}

/**
 * The last rounds that are no larger than one before them. What a longer round leaves, because more garbage
 * waited at a time (V8 keeps the room in its tables), further ones of its size do not leave again.
 */
function repeatedRounds(rounds: readonly Round[]): readonly Round[] {
  const largest = rounds.findLastIndex(({ repetitions }, index) =>
    rounds.slice(0, index).every((earlier) => earlier.repetitions < repetitions),
  );
  return rounds.slice(largest + 1);
}

/** The largest fall in a round, or move between two, in the later half of the rounds. */
function unrestOf(rounds: readonly Round[], rule: RepetitionRule): number {
  const baseline = rule.baselinePerRepetition ?? 0;
  const later = rounds.slice(Math.floor(rounds.length / 2));
  return later.reduce((largest, { repetitions, before, after }, index) => {
    const gap = Math.abs(before - (later[index - 1]?.after ?? before));
    return Math.max(largest, before + baseline * repetitions - after, gap);
  }, 0);
}

function rateOver(intervals: readonly Interval[]): number {
  const growth = intervals.reduce((sum, interval) => sum + interval.growth, 0);
  return growth / intervals.reduce((sum, { repetitions }) => sum + repetitions, 0);
}
