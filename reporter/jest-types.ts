// The parts of Jest's objects that we read, the same in Jest 29 and 30. Declared here, so that our types
// ask for no package that a strict installer (pnpm) would hide from us.

export interface GlobalConfig {
  readonly rootDir: string;
  readonly watch: boolean;
  readonly watchAll: boolean;
  readonly verbose?: boolean | null;
}

export interface TestFile {
  readonly path: string;
}

export interface TestFileResult {
  readonly skipped?: boolean;
  readonly failureMessage?: string | null;
  readonly testExecError?: unknown;
}

export interface RunResults {
  readonly startTime: number;
  readonly numTotalTestSuites: number;
}
