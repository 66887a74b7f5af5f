import { ownerOf, SPOOL_VARIABLE } from '../src/spool/directory';
import { isRunning } from '../src/spool/liveness';

/** Holds the run's settings, for processes that start after the spool was made. */
export const RUN_VARIABLE = 'TIDEMARK_RUN';

/** What the reporter tells every process of its run through the environment variables. */
export interface Run {
  readonly spool: string;
  /** Pid of Jest's own process, which has a sampler already. */
  readonly reporterPid: number;
  readonly intervalMs: number;
}

export function announceRun(run: Run): void {
  process.env[SPOOL_VARIABLE] = run.spool;
  process.env[RUN_VARIABLE] = JSON.stringify({ intervalMs: run.intervalMs });
}

export function withdrawRun(spool: string): void {
  if (process.env[SPOOL_VARIABLE] !== spool) return;
  delete process.env[SPOOL_VARIABLE];
  delete process.env[RUN_VARIABLE];
}

/**
 * The run this process belongs to, or null where there is no reporter. A spool whose owner is dead was
 * inherited from a run that is over (by a daemon, say): nobody will read it.
 */
export function currentRun(env: NodeJS.ProcessEnv): Run | null {
  const spool = env[SPOOL_VARIABLE];
  if (spool === undefined) return null;
  const owner = ownerOf(spool);
  if (owner === null || !isRunning(owner.pid, owner.startTicks)) return null;
  return { spool, reporterPid: owner.pid, intervalMs: intervalOf(env[RUN_VARIABLE]) };
}

function intervalOf(text: string | undefined): number {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null && 'intervalMs' in value) {
      const interval = Number(value.intervalMs);
      if (interval > 0) return interval;
    }
  } catch {
    // A variable that somebody else overwrote is no reason to stop the tests: the default serves.
  }
  return 50;
}
