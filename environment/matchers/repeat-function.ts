import type { Meter } from './memory-floor';
import { isJudged, type RepeatedCalls, TOO_MUCH } from './repeated-calls';
import { Rounds } from './rounds';

export interface RepetitionBounds {
  /** Calls in all, if time allows; up to eight times as many where they leave a doubt. */
  readonly calls: number;
  /** When to end, by `now`, in ms. */
  readonly softDeadline: number;
  /** Until when to go on where too little was done to judge, or growth is to be seen once more. */
  readonly hardDeadline: number;
  /** Bytes per call that do not matter, of each kind. */
  readonly tolerance: number;
}

/** Fewer calls cannot be judged. */
export const FEWEST_CALLS = 31;
/** The first floor is taken when so many doublings are left to the calls that are wanted. */
const DOUBLINGS = 6;
/** How often the calls may be doubled beyond what is wanted, where they leave a doubt. */
const EXTRA_DOUBLINGS = 3;
/** Growth in bytes with which a leak is beyond doubt. */
const PLENTY = 64e6;

/**
 * Calls a function in rounds of doubling size, with a floor after each. Where memory grows, two more rounds
 * of the last size must show it, too: what a longer round leaves, for the garbage that waits in it, they do
 * not leave again.
 *
 * @throws what the function throws
 */
export async function repeatFunction(
  call: () => unknown,
  bounds: RepetitionBounds,
  meter: Meter,
): Promise<RepeatedCalls> {
  const rounds = new Rounds(call, meter, bounds.tolerance);
  await rounds.begin();
  const warmUp = Math.max(1, Math.floor(bounds.calls / 2 ** DOUBLINGS));
  for (;;) {
    await rounds.call(Math.max(1, rounds.calls));
    if (rounds.calls < warmUp && rounds.isBrief) continue;
    await rounds.end();
    const { calls } = rounds;
    const enough = calls >= FEWEST_CALLS && isJudged(rounds);
    const deadline = enough ? bounds.softDeadline : bounds.hardDeadline;
    const plenty = rounds.grown > PLENTY && enough;
    const last = rounds.grown > TOO_MUCH || !rounds.fits(deadline);
    if (rounds.grows && (last || plenty || calls >= bounds.calls)) {
      await repeatRound(rounds, bounds);
      // An array of numbers makes room in steps: what it has room for does not grow it.
      if (!rounds.grows && rounds.inDoubt) await repeatRound(rounds, bounds);
      if (rounds.grows) break;
    }
    if (last || rounds.calls >= bounds.calls * 2 ** EXTRA_DOUBLINGS) break;
    if (rounds.calls >= bounds.calls && !rounds.inDoubt) break;
  }
  return rounds;
}

async function repeatRound(rounds: Rounds, bounds: RepetitionBounds): Promise<void> {
  const size = rounds.fittingTwice(bounds.hardDeadline);
  if (size < 1) return;
  for (let again = 0; again < 2; again += 1) {
    await rounds.call(size);
    await rounds.end();
  }
}
