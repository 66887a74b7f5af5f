import type { ChildFloorFinding } from '../detect/child-floors';
import { isNode } from '../detect/garbage';
import type { Report } from '../report/report';
import type { Growth, Settled } from './repeated';
import { sameChild, type SuspectedChild } from './suspected-child';

/** Growth of one process of the repetition, by its id. */
export type ChildGrowth = Growth & { readonly processId: string };

/** Of its life in the run: tests are never equally fast twice. */
const SAME_LIFE = 0.8;

/**
 * What the repetition of the test that drives it says of a child process, from its own samples. It is
 * cleared only where it lived as long as in the run, and had as long to grow.
 *
 * @param floors by id of the process, what a Node child's own floors say
 */
export function judgeSoakedChild(
  { verdicts, processes }: Report,
  child: SuspectedChild,
  runs: number,
  floors: ReadonlyMap<string, ChildFloorFinding>,
): ChildGrowth | Settled {
  const undecided = (reason: string): Settled => ({ outcome: 'undecided', runs, reason });
  const alike = sameChild(child, processes);
  if (alike === null) return undecided('When its test ran again, other processes were started.');
  const longest = alike.toSorted((a, b) => b.lifetimeMs - a.lifetimeMs)[0];
  if (longest === undefined) return undecided('When its test ran again, it was not seen.');
  const own = verdicts.filter(({ processId }) => alike.some(({ id }) => id === processId));
  for (const { id } of alike) {
    const grown = floors.get(id);
    if (grown?.outcome !== 'grows') continue;
    const reason = repeatedReason(grown);
    return { outcome: 'grows', processId: id, runs, reason, verdict: verdictOf(grown) };
  }
  const leak = own.find(({ kind }) => kind === 'leak');
  if (leak !== undefined) {
    const { processId } = leak;
    return { outcome: 'grows', processId, runs, reason: repeatedReason(leak), verdict: leak };
  }
  // Floors hold no garbage: they decide where the line from outside may be nothing else.
  const floor = floors.get(longest.id);
  const verdict =
    floor?.outcome === 'steady'
      ? { kind: 'steady', reason: floor.reason }
      : own.find(({ processId }) => processId === longest.id);
  if (verdict?.kind !== 'steady') {
    if (floor === undefined && isNode(child.name)) return undecided(NO_FLOORS);
    const reason = floor?.reason ?? verdict?.reason;
    return undecided(reason ?? 'When its test ran again, it could not be judged.');
  }
  if (longest.lifetimeMs < SAME_LIFE * child.lifetimeMs) {
    return undecided('When its test ran again, it lived for a shorter time than in the run.');
  }
  return { outcome: 'steady', runs, reason: repeatedReason(verdict) };
}

/**
 * Growth that needs no proof, of the child that lived longest in the repetition; null where none was seen,
 * or where the run was not sure.
 */
export function sureGrowth(
  { processes }: Report,
  child: SuspectedChild,
  runs: number,
): ChildGrowth | null {
  const alike = sameChild(child, processes) ?? [];
  const longest = alike.toSorted((a, b) => b.lifetimeMs - a.lifetimeMs)[0];
  if (longest === undefined || child.leak === undefined) return null;
  const verdict = child.leak;
  return { outcome: 'grows', processId: longest.id, runs, reason: LOOKED_INTO, verdict };
}

/** Of a child that leaks for sure. */
export const LOOKED_INTO = 'It was looked into while the test that drives it was run again.';

const NO_FLOORS =
  'It is Node, and could not be made to measure what survives its collections: whoever starts it leaves out NODE_OPTIONS of the environment, or it ended at once';

type GrowingFloors = Extract<ChildFloorFinding, { outcome: 'grows' }>;

function verdictOf({ fit }: GrowingFloors): Growth['verdict'] {
  return {
    signal: 'retained-heap',
    rate: { value: fit.slopePerSecond, unit: 'bytes/s' },
    r2: fit.r2,
    window: fit.window,
    exhaustion: null,
    culprits: [],
    advice: null,
  };
}

function repeatedReason({ reason }: { readonly reason: string }): string {
  return `When the test that drives it was run again: ${reason}.`.replace(/\.\.$/, '.');
}
