import { judgeRepetition, type RepetitionFinding } from '../../src/detect/repetition';
import { type MemoryFloor, type Meter, turn } from './memory-floor';

export interface RepetitionBounds {
  /** Calls in all, if time allows; up to eight times as many where they leave a doubt. */
  readonly calls: number;
  /** When to end, by `now`, in ms. */
  readonly softDeadline: number;
  /** Until when to go on where fewer than the fewest calls were made. */
  readonly hardDeadline: number;
  /** Bytes per call that do not matter, of each kind. */
  readonly tolerance: number;
}

export type MemoryKind = keyof MemoryFloor;

export interface Checkpoint {
  /** Calls so far. */
  readonly calls: number;
  readonly floor: MemoryFloor;
}

export interface RepeatedCalls {
  readonly checkpoints: readonly Checkpoint[];
  readonly findings: Readonly<Partial<Record<MemoryKind, RepetitionFinding>>>;
}

/** Fewer calls cannot be judged. */
export const FEWEST_CALLS = 31;
/** The first floor is taken when so many doublings are left to the calls that are wanted. */
const DOUBLINGS = 6;
/** How often the calls may be doubled beyond what is wanted, where growth is seen. */
const EXTRA_DOUBLINGS = 3;
const LITTLE = 4e6;
/** Growth in bytes at which a leak is beyond doubt, and at which going on would fill the memory. */
const PLENTY = 64e6;
export const TOO_MUCH = 512e6;
/** How long the function is called before the event loop turns. */
const SLICE_MS = 10;

/**
 * How far floors lie apart with nothing between them, in bytes, and the growth per call that is nobody's
 * fault; see the table "noise" of `bench/matchers.ts`.
 */
const NOISE: Readonly<Record<MemoryKind, number>> = {
  heap: 16e3,
  external: 16e3,
  malloc: 64e3,
  rest: 8e6,
};

/**
 * Calls a function in rounds of doubling size, with a floor after each.
 *
 * @throws what the function throws
 */
export async function repeatFunction(
  call: () => unknown,
  bounds: RepetitionBounds,
  { takeFloor, inUse, now }: Meter,
): Promise<RepeatedCalls> {
  // The first floors cost more than later ones, and add what measuring itself needs.
  await takeFloor();
  await takeFloor();
  const checkpoints: Checkpoint[] = [{ calls: 0, floor: await takeFloor() }];
  const inUseAtFirst = inUse();
  let calls = 0;
  const run = async (count: number): Promise<void> => {
    let sliceEnd = now() + SLICE_MS;
    for (let i = 0; i < count; i += 1) {
      const answer = call();
      if (isThenable(answer)) await answer;
      calls += 1;
      if (now() <= sliceEnd) continue;
      await turn();
      if (inUse() - inUseAtFirst > TOO_MUCH) {
        await takeFloor();
        if (inUse() - inUseAtFirst > TOO_MUCH) return;
      }
      sliceEnd = now() + SLICE_MS;
    }
  };

  let findings = judge(checkpoints, bounds.tolerance);
  const warmUp = Math.max(1, Math.floor(bounds.calls / 2 ** DOUBLINGS));
  let provenAt = 0;
  for (;;) {
    const startedAt = now();
    await run(calls === 0 ? 1 : calls);
    // The first rounds of a fast function that keeps little are not worth a floor each.
    const quick = now() - startedAt < SLICE_MS * 2 && inUse() - inUseAtFirst < LITTLE;
    if (calls < warmUp && quick) continue;
    const ranAt = now();
    checkpoints.push({ calls, floor: await takeFloor() });
    findings = judge(checkpoints, bounds.tolerance);
    const nextEnd = 2 * now() - ranAt + 2 * (ranAt - startedAt);

    const growing = isGrowing(findings);
    if (!growing) provenAt = 0;
    else if (provenAt === 0) provenAt = calls;
    const grown = growthOf(checkpoints);
    if (grown > TOO_MUCH || (growing && grown > PLENTY && calls >= FEWEST_CALLS)) break;
    if (nextEnd > (calls < FEWEST_CALLS ? bounds.hardDeadline : bounds.softDeadline)) break;
    if (calls < bounds.calls) continue;
    // A cache that fills up looks like a leak until it is full: one doubling more tells them apart.
    const settled = growing ? provenAt < calls && calls >= 2 * bounds.calls : !isInDoubt(findings);
    if (settled || calls >= bounds.calls * 2 ** EXTRA_DOUBLINGS) break;
  }
  return { checkpoints, findings };
}

function judge(
  checkpoints: readonly Checkpoint[],
  tolerance: number,
): Partial<Record<MemoryKind, RepetitionFinding>> {
  const first = checkpoints[0]?.floor;
  if (first === undefined) return {};
  const kinds = (Object.keys(NOISE) as MemoryKind[]).filter((kind) => first[kind] !== null);
  return Object.fromEntries(
    kinds.map((kind) => {
      const rounds = checkpoints.slice(1).map(({ calls, floor }, index) => ({
        repetitions: calls - (checkpoints[index]?.calls ?? 0),
        before: checkpoints[index]?.floor[kind] ?? 0,
        after: floor[kind] ?? 0,
      }));
      const rule = { unit: 'bytes', noise: NOISE[kind], leastPerRepetition: tolerance } as const;
      return [kind, judgeRepetition(rounds, rule)];
    }),
  );
}

function isGrowing(findings: RepeatedCalls['findings']): boolean {
  return Object.values(findings).some(({ outcome }) => outcome === 'grows');
}

/** The rest of the resident set wavers too much to go on for its sake. */
function isInDoubt({ rest: _rest, ...precise }: RepeatedCalls['findings']): boolean {
  return Object.values(precise).some(({ outcome }) => outcome === 'undecided');
}

/** Bytes gained over all calls, of all kinds. */
export function growthOf(checkpoints: readonly Checkpoint[]): number {
  const total = (floor: MemoryFloor | undefined): number =>
    floor === undefined ? 0 : floor.heap + floor.external + (floor.malloc ?? 0) + floor.rest;
  return total(checkpoints.at(-1)?.floor) - total(checkpoints[0]?.floor);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
