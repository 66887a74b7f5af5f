import type { Series } from '../series/series';
import { valleyLineOf, type ValleyLine } from './valley-line';

/** What growth must look like to count as lasting. */
export interface GrowthRule {
  /** Into how many slices of equal time a life is cut; see `valleyLineOf`. */
  readonly slices: readonly number[];
  /** In the unit of the signal, from the end of the first quarter on; given that quarter's mark. */
  readonly leastGrowth: (mark: number) => number;
  /** The share of the growth that a single step may not reach. */
  readonly largestStep: number;
  /** How steep a later part must be, against an earlier one or the whole. */
  readonly leastSlope: number;
}

/** Why a series does not grow for good. */
export type Refusal =
  | 'up and down'
  | 'too small'
  | 'late start'
  | 'one step'
  | 'slows down'
  | 'levels off';

export type LastingGrowth =
  | { readonly line: ValleyLine; readonly growth: number; readonly refusal: null }
  | { readonly refusal: Refusal };

/**
 * Growth below this share of what goes up and down within a slice may come of where the samples happened
 * to lie in the teeth.
 */
const leastShareOfUnrest = 1 / 10;

/** Of its even share of the growth, what the second quarter must have: noise alone sets new marks, too. */
const leastEarlyShare = 1 / 4;

/**
 * Does the line through the valleys rise from warm-up, the first quarter of the time, to the end?
 *
 * - It is large enough to matter, and against the unrest of this very series.
 * - The second quarter and the second half both set a new mark: the last two intervals of Growth Tracker
 *   (Scalable City), each twice as long as the one before.
 * - No single step holds too much of it: loading something once is no growth.
 * - The later half is steep enough against the earlier.
 * - The last quarter and the last eighth are steep enough against the whole: a cache that is full
 *   levels off. One that fills during the whole time cannot be told from a leak.
 */
export function lastingGrowth(series: Series, rule: GrowthRule): LastingGrowth {
  const line = valleyLineOf(series, rule.slices);
  if (line === null) return { refusal: 'up and down' };
  const { marks, unrest } = line;
  const slices = marks.length;
  const warm = slices / 4 - 1;
  const end = slices - 1;
  const middle = (warm + end) / 2;
  const rise = (from: number, to: number) => (marks[to] ?? 0) - (marks[from] ?? 0);
  const growth = rise(warm, end);
  const slope = (from: number, to: number) => rise(from, to) / (to - from);
  const steps = marks.subarray(warm + 1).map((_, i) => rise(warm + i, warm + i + 1));

  const least = Math.max(rule.leastGrowth(marks[warm] ?? 0), leastShareOfUnrest * unrest);
  if (!(growth > 0 && growth >= least)) return { refusal: 'too small' };
  const early = (slices / 2 - 1 - warm) / (end - warm);
  if (rise(warm, slices / 2 - 1) < leastEarlyShare * early * growth)
    return { refusal: 'late start' };
  if (Math.max(...steps) >= rule.largestStep * growth) return { refusal: 'one step' };
  if (slope(middle, end) < rule.leastSlope * slope(warm, middle)) return { refusal: 'slows down' };
  const lastParts = [slope(end - slices / 4, end), slope(end - slices / 8, end)];
  if (Math.min(...lastParts) < rule.leastSlope * slope(warm, end)) return { refusal: 'levels off' };
  return { line, growth, refusal: null };
}
