import { ownerOf, SPOOL_VARIABLE } from '../src/spool/directory';
import { isRunning } from '../src/spool/liveness';
import type { OpenersWanted } from './openers/census-writer';

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
  /** After how many tests of a file a heap snapshot is written, beside the spool's files. */
  readonly snapshotsAt: readonly number[];
  /** Whether, and how, to write down who opens what, beside the spool's files; null in a run of the user's. */
  readonly openers: OpenersWanted | null;
}

type Settings = Omit<Run, 'spool' | 'reporterPid'>;

const DEFAULTS: Settings = {
  intervalMs: 50,
  collectionBudget: 0.02,
  betweenTests: true,
  snapshotsAt: [],
  openers: null,
};

export function announceRun(run: RunSettings): void {
  Object.assign(process.env, runVariables(run));
}

/** What is left out has its default. */
export type RunSettings = Pick<Run, 'spool'> & Partial<Settings>;

/** The environment variables by which a process knows its run. */
export function runVariables({ spool, ...settings }: RunSettings): Record<string, string> {
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

function settingsOf(text: string | undefined): Settings {
  let given: Partial<Record<keyof typeof DEFAULTS, unknown>> = {};
  try {
    given = Object(JSON.parse(text ?? '{}'));
  } catch {
    // A variable that somebody else overwrote is no reason to stop the tests: the defaults serve.
  }
  const { intervalMs, collectionBudget, betweenTests, snapshotsAt, openers } = given;
  return {
    intervalMs: typeof intervalMs === 'number' && intervalMs > 0 ? intervalMs : DEFAULTS.intervalMs,
    collectionBudget:
      typeof collectionBudget === 'number' ? collectionBudget : DEFAULTS.collectionBudget,
    betweenTests: betweenTests !== false,
    snapshotsAt: Array.isArray(snapshotsAt) ? snapshotsAt : DEFAULTS.snapshotsAt,
    openers: openersWanted(openers),
  };
}

function openersWanted(value: unknown): OpenersWanted | null {
  const { per, signal } = Object(value) as Partial<Record<keyof OpenersWanted, unknown>>;
  const isWanted = (per === 'test' || per === 'file') && typeof signal === 'string';
  return isWanted ? { per, signal } : null;
}
