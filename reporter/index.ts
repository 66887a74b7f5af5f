import type { GlobalConfig, RunResults, TestFile, TestFileResult } from './jest-types';
import { RunWatch } from './run-watch';

/**
 * The reporter: `reporters: ['default', 'jest-tidemark/reporter']`. Jest makes one for every run, before
 * the first worker starts, and again for each run in watch mode.
 */
export default class TidemarkReporter {
  private readonly watch: RunWatch;
  private error: Error | undefined;

  /** @throws where an option is unknown or ill-typed; Jest then ends before any test. */
  constructor(globalConfig: GlobalConfig, options: unknown) {
    this.watch = new RunWatch(globalConfig, options);
  }

  onTestResult(test: TestFile, result: TestFileResult): void {
    this.watch.fileEnded(test, result);
  }

  async onRunComplete(_contexts: unknown, results: RunResults): Promise<void> {
    this.error = await this.watch.end(results);
  }

  /** Jest fails the run when this is an error; its text is never printed. */
  getLastError(): Error | undefined {
    return this.error;
  }
}
