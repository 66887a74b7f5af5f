import path from 'node:path';

/** Holds the settings, for the preload to read in the child. */
export const CHILD_VARIABLE = 'TIDEMARK_CHILD';

export interface ChildSettings {
  /** Directory that floors are written to. */
  readonly spool: string;
  /** Share of the time that collections may take; default 0.05. */
  readonly share?: number;
  /** Pids that are no children: Jest's own process and whoever starts it. */
  readonly except?: readonly number[];
  /** Which of them is to write heap snapshots; none by default. */
  readonly snapshots?: SnapshotOrder | null;
}

/** A process that is known to leak, and shall show what holds its memory. */
export interface SnapshotOrder {
  /** What it runs, see `programOf`; null for the first that grows. */
  readonly program: string | null;
  /** Bytes that it gains each second. */
  readonly rate: number;
  /** By the clock, in ms since the epoch: none is begun that would end later. */
  readonly deadline: number;
}

/**
 * What a process runs, as far as it is the same the next time: its main module, and whether it is a worker of a
 * cluster, of which all have the same. Arguments are left out, for a port among them may be another.
 */
export function programOf(argv: readonly string[], env: NodeJS.ProcessEnv): string {
  return `${argv[1] ?? ''}${env['NODE_UNIQUE_ID'] === undefined ? '' : ' (cluster)'}`;
}

const PRELOAD = path.join(__dirname, 'preload.js');
const DEFAULT_SHARE = 0.05;

/**
 * The environment variables, with two more changed: every Node process that is started with them measures
 * what survives its collections (`child-floor` records in the spool). Set them in the process that runs the
 * tests, after it has started; its own Jest, and other Jests that tests start, are left alone.
 */
export function childPreloadEnv(
  env: NodeJS.ProcessEnv,
  { spool, share = DEFAULT_SHARE, except = [], snapshots = null }: ChildSettings,
): NodeJS.ProcessEnv {
  // Node splits NODE_OPTIONS at blanks; within quotes, a backslash is an escape.
  const quoted = `"${PRELOAD.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
  const before = env['NODE_OPTIONS'];
  return {
    ...env,
    NODE_OPTIONS: `${before === undefined || before === '' ? '' : `${before} `}--require ${quoted}`,
    [CHILD_VARIABLE]: JSON.stringify({
      spool,
      share,
      except,
      snapshots,
    } satisfies Required<ChildSettings>),
  };
}

/** What `childPreloadEnv` has set, or null where it has not, or somebody has overwritten it. */
export function childSettings(env: NodeJS.ProcessEnv): Required<ChildSettings> | null {
  try {
    const given: unknown = JSON.parse(env[CHILD_VARIABLE] ?? 'null');
    if (typeof given !== 'object' || given === null) return null;
    const { spool, share, except, snapshots = null } = given as Partial<ChildSettings>;
    if (typeof spool !== 'string' || typeof share !== 'number' || !(share > 0)) return null;
    return { spool, share, except: Array.isArray(except) ? except : [], snapshots };
  } catch {
    return null; // Not ours: then there is nothing to measure for.
  }
}

/** Main modules of Jest's own processes: they run tests, and are measured otherwise. */
const JEST =
  /[/\\](jest|jest-cli)[/\\]bin[/\\]jest(\.js)?$|[/\\]\.bin[/\\]jest$|[/\\]jest-worker[/\\]build[/\\]workers[/\\]/;

export function isJest(mainModule: string | undefined): boolean {
  return mainModule !== undefined && JEST.test(mainModule);
}
