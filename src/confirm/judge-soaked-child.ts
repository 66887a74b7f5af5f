import type { Report, Verdict } from '../report/report';
import type { Growth, Settled } from './repeated';

/** The child that is suspected: what it is called, and how long it lived in the run. */
export interface SuspectedChild {
  readonly name: string;
  readonly lifetimeMs: number;
}

/**
 * What the repetition of the test that drives it says of a child process, from its own samples. It is
 * cleared only where it lived as long as in the run, and had as long to grow.
 */
export function judgeSoakedChild(
  { verdicts, processes }: Report,
  child: SuspectedChild,
  runs: number,
): Growth | Settled {
  const undecided = (reason: string): Settled => ({ outcome: 'undecided', runs, reason });
  const alike = processes.filter(({ role, name }) => role === 'child' && name === child.name);
  const longest = alike.toSorted((a, b) => b.lifetimeMs - a.lifetimeMs)[0];
  if (longest === undefined) return undecided('When its test ran again, it was not seen.');
  const own = verdicts.filter(({ processId }) => alike.some(({ id }) => id === processId));
  const leak = own.find(({ kind }) => kind === 'leak');
  if (leak !== undefined) {
    return { outcome: 'grows', runs, reason: repeatedReason(leak), verdict: leak };
  }
  const verdict = own.find(({ processId }) => processId === longest.id);
  if (verdict?.kind !== 'steady') {
    return undecided(verdict?.reason ?? 'When its test ran again, it could not be judged.');
  }
  if (longest.lifetimeMs < child.lifetimeMs) {
    return undecided('When its test ran again, it lived for a shorter time than in the run.');
  }
  return { outcome: 'steady', runs, reason: repeatedReason(verdict) };
}

function repeatedReason({ reason }: Verdict): string {
  return `While the test that drives it was repeated: ${reason}.`.replace(/\.\.$/, '.');
}
