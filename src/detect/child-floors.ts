import type { ChildFloors } from '../series/child-floors';
import type { Series } from '../series/series';
import { formatBytes } from '../units';
import type { Fit } from './finding';
import { type GrowthRule, lastingGrowth, type Refusal } from './lasting-growth';
import { fitLine } from './line';

/**
 * `growth`: bytes from the end of the first quarter on; `fit` is of that time. `too-little` is no answer: there
 * is too little to look at, or something else that may explain it.
 */
export type ChildFloorFinding =
  | {
      readonly outcome: 'grows';
      readonly growth: number;
      readonly fit: Fit;
      readonly reason: string;
    }
  | { readonly outcome: 'steady' | 'too-little'; readonly reason: string };

const FEWEST_FLOORS = 12;
const SHORTEST_MS = 5_000;
const LEAST_BYTES = 256 * 1024;
const LEAST_SHARE = 0.05;

/** Floors hold no garbage, so a twentieth is enough where outside hundreds of megabytes are asked for. */
const RULE: GrowthRule = {
  slices: [16, 8],
  leastGrowth: (mark) => Math.max(LEAST_BYTES, LEAST_SHARE * mark),
  largestStep: 1 / 2,
  leastSlope: 1 / 2,
};

/**
 * What a module keeps for as long as the process lives, at most, in its own size: its text, its code, and what it
 * sets up. 1.9 to 7.8 times were seen of packages of 50 kB to 5 MB, 2 to 5 times of most.
 */
const PER_LOADED_BYTE = 5;
/** Of a healthy server memory outside the heap rose by up to 1.5 MB, and mostly fell. */
const LEAST_NATIVE_BYTES = 2 * 1024 * 1024;
const NATIVE_RULE: GrowthRule = {
  ...RULE,
  leastGrowth: (mark) => Math.max(LEAST_NATIVE_BYTES, LEAST_SHARE * mark),
};

const REASONS: Readonly<Record<Refusal, string>> = {
  'up and down': 'what survives its collections goes up and down',
  'too small': 'what survives its collections hardly grows',
  'late start': 'what survives its collections grew only late',
  'one step': 'what survives its collections grew in one step',
  'slows down': 'what survives its collections grows ever more slowly',
  'levels off': 'what survives its collections no longer grows',
};

/** Does what survives the collections of a Node process grow for as long as it is watched? */
export function judgeChildFloors({ kept, native, loaded }: ChildFloors): ChildFloorFinding {
  const { times, values } = kept;
  const from = times[0] ?? 0;
  const ms = (times.at(-1) ?? 0) - from;
  if (times.length < FEWEST_FLOORS || ms < SHORTEST_MS) {
    const reason = `only ${times.length} collections in ${(ms / 1000).toFixed(1)} s`;
    return { outcome: 'too-little', reason };
  }
  const found = lastingGrowth(kept, RULE);
  if (found.refusal !== null) {
    return lastingGrowth(native, NATIVE_RULE).refusal === null
      ? { outcome: 'too-little', reason: NATIVE_GROWS }
      : { outcome: 'steady', reason: REASONS[found.refusal] };
  }
  if (lastingGrowth(lessCode(kept, loaded), RULE).refusal !== null) {
    const text = formatBytes((loaded.values.at(-1) ?? 0) - (loaded.values[0] ?? 0));
    const reason = `what survives its collections grew, and it loaded ${text} of modules meanwhile, which may explain it`;
    return { outcome: 'too-little', reason };
  }
  const warm = times.findIndex((at) => at >= from + ms / 4);
  const { fit } = fitLine({
    ...kept,
    times: times.subarray(warm),
    values: values.subarray(warm),
  });
  const seconds = (fit.window.to - fit.window.from) / 1000;
  return {
    outcome: 'grows',
    growth: found.growth,
    fit,
    reason: `what survives its collections grew by ${formatBytes(found.growth)} in ${seconds.toFixed(1)} s, still growing at the end`,
  };
}

const NATIVE_GROWS =
  'what survives its collections does not grow, and its memory outside the heap of its main thread does';

/** Loading code late, as servers do that load a page when it is asked for, is no leak. */
function lessCode(kept: Series, { values: loaded }: Series): Series {
  const from = loaded[0] ?? 0;
  return {
    ...kept,
    values: kept.values.map((value, i) => value - PER_LOADED_BYTE * ((loaded[i] ?? from) - from)),
  };
}
