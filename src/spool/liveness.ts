import { readFileSync } from 'node:fs';
import { codeOf } from './error-code';

/**
 * Start of a process in clock ticks since boot, which tells a reused pid from the process that had it
 * before; null where the system does not say (no `/proc`) or the process is gone.
 */
export function startTicksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in parentheses and may hold spaces and parentheses itself.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return null;
  }
}

/** Whether this very process still runs. `startTicks` 0 stands for unknown: then the pid alone decides. */
export function isRunning(pid: number, startTicks: number): boolean {
  const now = startTicksOf(pid);
  if (now !== null) return startTicks === 0 || now === startTicks;
  if (process.platform === 'linux') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
