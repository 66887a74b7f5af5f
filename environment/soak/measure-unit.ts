import type { SoakRound } from '../../src/soak/soak-floor';
import type { SoakFinding } from '../../src/soak/soak-result';
import type { SoakUnit, Step, StepOutcome } from './plan-steps';

export interface UnitLimits {
  /** Size of the first round. */
  readonly first: number;
  /** Most rounds; each is twice as long as the last. */
  readonly rounds: number;
  readonly untilMs: number;
  /** Whether to stop at this finding: the last round, and the time spent on the unit, are given. */
  readonly enough: (finding: SoakFinding, last: SoakRound, spentMs: number) => boolean;
}

export interface MeasuredUnit {
  readonly finding: SoakFinding;
  /** Where tests fail the unit was not measured to the end. */
  readonly failures: StepOutcome['failures'];
  /** Size of the largest round. */
  readonly largest: number;
}

/** A judgement takes five rounds: the last of them is so many times the first. */
export const LEAST_DOUBLINGS = 16;

/** Share of the free memory that a round may be expected to take. */
const SHARE_OF_ROOM = 0.25;

/** Runs a unit in rounds of doubling size until its finding is clear, or time, rounds or memory run out. */
export function* measureUnit(
  unit: SoakUnit,
  judge: (rounds: readonly SoakRound[]) => SoakFinding,
  limits: UnitLimits,
): Generator<Step, MeasuredUnit, StepOutcome> {
  const rounds: SoakRound[] = [];
  let repetitions = limits.first;
  let beganAt: number | null = null;
  for (;;) {
    const outcome = yield { unit, repetitions, untilMs: limits.untilMs };
    const { failures, elapsedMs } = outcome;
    beganAt ??= elapsedMs - outcome.durationMs;
    // A round that time cut short is no doubling, and tells no more than those before it.
    if (failures.length === 0 && outcome.repetitions === repetitions) rounds.push(roundOf(outcome));
    const finding = judge(rounds);
    const last = rounds.at(-1);
    const next = nextSize(outcome, limits.untilMs);
    if (
      failures.length > 0 ||
      last === undefined ||
      next === null ||
      rounds.length >= limits.rounds ||
      limits.enough(finding, last, elapsedMs - beganAt)
    ) {
      const largest = Math.max(0, ...rounds.map((round) => round.repetitions));
      return { finding, failures, largest };
    }
    repetitions = next;
  }
}

function roundOf({ repetitions, before, after, durationMs }: StepOutcome): SoakRound {
  return { repetitions, before, after, durationMs };
}

/** Null where what is left is too little for another doubling. */
function nextSize(
  { repetitions, before, after, durationMs, elapsedMs, roomBytes }: StepOutcome,
  untilMs: number,
): number | null {
  if (repetitions === 0) return null;
  const affordable = Math.floor(((untilMs - elapsedMs) * repetitions) / Math.max(durationMs, 0.01));
  const growth =
    (Math.max(0, after.heap - before.heap) + Math.max(0, after.external - before.external)) /
    repetitions;
  const fitting =
    growth === 0 ? Number.POSITIVE_INFINITY : Math.floor((roomBytes * SHARE_OF_ROOM) / growth);
  const size = 2 * repetitions;
  return size <= Math.min(affordable, fitting) ? size : null;
}
