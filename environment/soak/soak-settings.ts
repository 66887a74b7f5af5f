/** Holds the settings below as JSON where the tests of each file shall be run again and again. */
export const SOAK_VARIABLE = 'TIDEMARK_SOAK';

/** Names the file of jest-circus's runner, for `soak-runner`, which takes its place. */
export const RUNNER_VARIABLE = 'TIDEMARK_SOAK_RUNNER';

export interface SoakSettings {
  /** Where each test file's result is written: `soak-*.json`. */
  readonly directory: string;
  /** The most time that repeating the tests of one file may take; heap snapshots come on top. */
  readonly timeMs?: number;
  /** The most rounds that one test, or one file, is measured for; each is twice as long as the last. */
  readonly rounds?: number;
  /** Whether to write three heap snapshots of what grows, into the same directory. */
  readonly snapshots?: boolean;
  /**
   * What grows is known already: no more than three heap snapshots are wanted, with so many runs of the whole
   * file before the second, and twice as many before the third.
   */
  readonly snapshotsEvery?: number;
  /** False: tell of whole files only, and not of each test. */
  readonly perTest?: boolean;
}

export const DEFAULT_TIME_MS = 60_000;

/** Null where there is nothing to soak, or where the variable holds no settings. */
export function soakSettings(env: NodeJS.ProcessEnv): SoakSettings | null {
  const text = env[SOAK_VARIABLE];
  if (text === undefined) return null;
  let given: Partial<Record<keyof SoakSettings, unknown>>;
  try {
    given = Object(JSON.parse(text));
  } catch {
    return null; // Somebody else's variable: the tests run once, as without it.
  }
  const { directory, timeMs, rounds, snapshots, snapshotsEvery, perTest } = given;
  if (typeof directory !== 'string') return null;
  return {
    directory,
    ...(isPositive(timeMs) ? { timeMs } : {}),
    ...(isPositive(rounds) ? { rounds } : {}),
    ...(isPositive(snapshotsEvery) ? { snapshotsEvery } : {}),
    snapshots: snapshots === true,
    perTest: perTest !== false,
  };
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}
