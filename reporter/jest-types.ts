// The parts of Jest's objects that we read, the same in Jest 29 and 30. Declared here, so that our types
// ask for no package that a strict installer (pnpm) would hide from us.

export interface GlobalConfig {
  readonly rootDir: string;
  readonly watch: boolean;
  readonly watchAll: boolean;
  readonly bail: number;
  readonly verbose?: boolean | null;
}

export interface TestFile {
  readonly path: string;
  readonly context: TestContext;
}

/** A project of the run, and what Jest knows of its files. */
export interface TestContext {
  readonly config: { readonly runner?: unknown };
  readonly moduleMap: { toJSON(): unknown };
}

export interface TestFileResult {
  readonly skipped?: boolean;
  readonly failureMessage?: string | null;
  readonly numPassingTests: number;
  readonly numFailingTests: number;
  readonly testExecError?: unknown;
  /** Milliseconds since the epoch. */
  readonly perfStats?: { readonly start: number; readonly end: number };
  /** When each test began; Jest 29 does not say. */
  readonly testResults?: readonly { readonly startAt?: number | null }[];
}

/** A test file that ran, its project, and how long it took. */
export interface RanFile {
  readonly context: TestContext;
  readonly durationMs: number;
  /** Of it, from the first test on: what a compiler took before is not taken again. */
  readonly testsMs: number;
  /** Tests that ran. */
  readonly tests: number;
}

export interface RunResults {
  readonly startTime: number;
  readonly numTotalTestSuites: number;
  /** By the user, or by `--bail`. */
  readonly wasInterrupted?: boolean;
  readonly numFailedTests: number;
}
