import type { Series } from '../series/series';
import { formatBytes } from '../units';
import type { Fit } from './finding';
import { type GrowthRule, lastingGrowth, type Refusal } from './lasting-growth';
import { fitLine } from './line';

/** `growth`: bytes from the end of the first quarter on; `fit` is of that time. */
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

const REASONS: Readonly<Record<Refusal, string>> = {
  'up and down': 'what survives its collections goes up and down',
  'too small': 'what survives its collections hardly grows',
  'late start': 'what survives its collections grew only late',
  'one step': 'what survives its collections grew in one step',
  'slows down': 'what survives its collections grows ever more slowly',
  'levels off': 'what survives its collections no longer grows',
};

/** Does what survives the collections of a Node process grow for as long as it is watched? */
export function judgeChildFloors(floors: Series): ChildFloorFinding {
  const { times, values } = floors;
  const from = times[0] ?? 0;
  const ms = (times.at(-1) ?? 0) - from;
  if (times.length < FEWEST_FLOORS || ms < SHORTEST_MS) {
    const reason = `only ${times.length} collections in ${(ms / 1000).toFixed(1)} s`;
    return { outcome: 'too-little', reason };
  }
  const found = lastingGrowth(floors, RULE);
  if (found.refusal !== null) return { outcome: 'steady', reason: REASONS[found.refusal] };
  const warm = times.findIndex((at) => at >= from + ms / 4);
  const { fit } = fitLine({
    ...floors,
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
