import { readdirSync, readFileSync } from 'node:fs';

/**
 * Processes that a process has started, and those that they have, by pid: also those with a process group of
 * their own, such as what a test starts `detached`. Empty where the system does not tell (no `/proc`).
 */
export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
        .split(' ')
        .filter((text) => text !== '')
        .map(Number),
    );
  } catch {
    return []; // It has ended, or there is no such list.
  }
}

/** Ends them at once, whatever they do. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
}
