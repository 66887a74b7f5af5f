import type { Series, Signal } from '../series/series';
import type { Finding } from './finding';
import { lastingGrowth, type GrowthRule, type Refusal } from './lasting-growth';
import { leastLifeMs, leastLifeOfCountsMs, lifeOf } from './life';
import { exhaustionOf, fitLine } from './line';
import type { ValleyLine } from './valley-line';
import { formatBytes, formatSeconds } from '../units';

/** A finding, and for a series that does not grow the rule that it breaks. */
export interface Screening {
  readonly finding: Finding;
  /** Where the line through the valleys begins and ends, over the whole life; null without growth. */
  readonly rise: { readonly from: number; readonly to: number } | null;
  readonly refusal: Refusal | 'too little' | null;
}

/** 64 pages. Below it, and below a hundredth of what the process holds, lies drift. */
const leastBytes = 256 * 1024;
const leastShare = 0.01;

/** For memory that is given back as soon as it is free. */
export const directMemory: GrowthRule = {
  slices: [16, 8],
  leastGrowth: (mark) => Math.max(leastBytes, leastShare * mark),
  largestStep: 1 / 3,
  leastSlope: 1 / 2,
};

/**
 * For memory behind a garbage collector. Collections come seldom, so slices are long; garbage comes and
 * goes in steps, so one may be larger and slopes are blurred.
 */
export function collectedMemory(leastGrowth: number): GrowthRule {
  return { slices: [8], leastGrowth: () => leastGrowth, largestStep: 1 / 2, leastSlope: 1 / 3 };
}

const counted = { threads: 'threads', fds: 'open files and sockets' } as const;
const leastCount = 8;

/**
 * Counted some twice a second, so slices are few. They come with the work, whose pace a busy machine halves.
 */
const wholeNumbers: GrowthRule = {
  slices: [8],
  leastGrowth: () => leastCount,
  largestStep: 1 / 3,
  leastSlope: 1 / 3,
};

/** Does memory, in bytes, grow for as long as the process lived? */
export function screenMemory(
  series: Series,
  signal: Signal,
  rule: GrowthRule,
  { criticalMemoryBytes }: { readonly criticalMemoryBytes: number },
): Screening {
  return screen(series, signal, rule, criticalMemoryBytes, (growth, seconds) => {
    const rate = `${formatBytes(growth / seconds)}/s`;
    return `memory grew by ${formatBytes(growth)} in ${formatSeconds(seconds)} (${rate})`;
  });
}

/** Do threads or open descriptors gather for as long as the process lived? */
export function screenCount(series: Series, signal: keyof typeof counted): Screening {
  const text = (growth: number, seconds: number) =>
    `${growth} more ${counted[signal]} in ${formatSeconds(seconds)}`;
  return screen(series, signal, wholeNumbers, Number.POSITIVE_INFINITY, text);
}

function screen(
  raw: Series,
  signal: Signal,
  rule: GrowthRule,
  limit: number,
  grew: (growth: number, seconds: number) => string,
): Screening {
  const answer = { detector: 'lasting-growth', signal } as const;
  const least = rule === wholeNumbers ? leastLifeOfCountsMs : leastLifeMs;
  const life = lifeOf(raw, Math.max(...rule.slices), least);
  if (!life.enough) {
    return {
      finding: { ...answer, outcome: 'too-little', reason: life.reason },
      rise: null,
      refusal: 'too little',
    };
  }
  const { series, watched } = life;
  const found = lastingGrowth(watched, rule);
  if (found.refusal !== null) {
    return {
      finding: { ...answer, outcome: 'steady', reason: refusalText[found.refusal] },
      rise: null,
      refusal: found.refusal,
    };
  }
  const { line, growth } = found;
  const warm = line.valleys.length / 4;
  const seconds = (watched.times.at(-1) ?? 0) / 1000;
  const fitted = fitLine(afterWarmUp(line.valleys, seconds * 1000));
  const text = grew(growth, (seconds * (line.valleys.length - warm)) / line.valleys.length);
  return {
    finding: {
      ...answer,
      outcome: 'grows',
      reason: `${text}, still growing at the end`,
      fit: { ...fitted.fit, window: realWindow(series, watched, line.valleys.length - warm) },
      growth,
      exhaustion: exhaustionOf(fitted, limit),
    },
    rise: riseOf(
      line,
      fitted.valueAtEnd - (fitted.fit.slopePerSecond * fitted.fit.window.to) / 1000,
    ),
    refusal: null,
  };
}

/**
 * What stood before the growth began: the line after warm-up, drawn back to the start of life. A process
 * that grows from its first moment began with what it held then; one that loaded a lot first, with that.
 */
function riseOf({ valleys, marks }: ValleyLine, intercept: number): { from: number; to: number } {
  const first = valleys[0] ?? 0;
  const warm = marks[marks.length / 4 - 1] ?? first;
  const from = Math.min(Math.max(intercept, first), Math.max(first, warm));
  return { from, to: marks.at(-1) ?? from };
}

/** The valleys after the first quarter, each at the middle of its slice. */
function afterWarmUp(valleys: Float64Array, lifeMs: number): Series {
  const sliceMs = lifeMs / valleys.length;
  const first = valleys.length / 4;
  const values = valleys.slice(first);
  return {
    times: values.map((_, i) => (first + i + 0.5) * sliceMs),
    values,
    intervalMs: sliceMs,
  };
}

function realWindow(series: Series, watched: Series, points: number) {
  const quarter = (watched.times.at(-1) ?? 0) / 4;
  const first = watched.times.findIndex((t) => t >= quarter);
  return { from: series.times[first] ?? 0, to: series.times.at(-1) ?? 0, points };
}

const refusalText: Readonly<Record<Refusal, string>> = {
  'too small': 'what it held after warm-up it held at the end, or nearly so',
  'up and down': 'goes up and down, and gives back most of what it takes',
  'late start': 'set no new high-water mark in the second quarter of its life',
  'one step': 'rose in one or two steps, not all the time',
  'slows down': 'grew less and less',
  'levels off': 'no longer grew at the end',
};
