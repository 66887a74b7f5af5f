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
  /** Share of a process's CPU time that garbage collections may take; none are made at 0. */
  readonly collectionBudget: number;
  /** Whether collections may be made between the tests of a file, too, and not between files only. */
  readonly betweenTests: boolean;
}

const DEFAULTS = { intervalMs: 50, collectionBudget: 0.02, betweenTests: true };

export function announceRun(run: Omit<Run, 'reporterPid'>): void {
  Object.assign(process.env, runVariables(run));
}

/** The environment variables by which a process knows its run. */
export function runVariables({
  spool,
  ...settings
}: Omit<Run, 'reporterPid'>): Record<string, string> {
  return { [SPOOL_VARIABLE]: spool, [RUN_VARIABLE]: JSON.stringify(settings) };
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
  return { spool, reporterPid: owner.pid, ...settingsOf(env[RUN_VARIABLE]) };
}

function settingsOf(text: string | undefined): typeof DEFAULTS {
  let given: Partial<Record<keyof typeof DEFAULTS, unknown>> = {};
  try {
    given = Object(JSON.parse(text ?? '{}'));
  } catch {
    // A variable that somebody else overwrote is no reason to stop the tests: the defaults serve.
  }
  const { intervalMs, collectionBudget, betweenTests } = given;
  return {
    intervalMs: typeof intervalMs === 'number' && intervalMs > 0 ? intervalMs : DEFAULTS.intervalMs,
    collectionBudget:
      typeof collectionBudget === 'number' ? collectionBudget : DEFAULTS.collectionBudget,
    betweenTests: betweenTests !== false,
  };
}
