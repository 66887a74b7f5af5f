import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { soakSettings } from '../../environment/soak/soak-settings';
import { type SoakedFile, soakedFilesName } from '../soak/soaked-file';
import { readSoakResults } from '../soak/soak-result-files';

/** What this reporter reads, and writes, of Jest's results: the same in Jest 29 and 30. */
interface TestFile {
  readonly path: string;
  readonly context?: { readonly config?: { readonly slowTestThreshold?: number } };
}

interface TestFileResult {
  readonly testExecError?: unknown;
  readonly failureMessage?: string | null;
  readonly perfStats?: { runtime?: number; end?: number; slow?: boolean };
  readonly numPassingTests: number;
  readonly numFailingTests: number;
}

/**
 * Goes before Jest's own reporters. Says which files ran, and takes the time of the soak off theirs: Jest
 * shows it, and orders the files of later runs by it.
 */
export default class SoakReporter {
  readonly #directory = soakSettings(process.env)?.directory;

  onTestResult({ path: file, context }: TestFile, result: TestFileResult): void {
    if (this.#directory === undefined) return;
    const own = readSoakResults(this.#directory).find((soak) => soak.file === file);
    const { perfStats, numPassingTests: passed, numFailingTests: failed } = result;
    if (own !== undefined && perfStats?.runtime !== undefined) {
      perfStats.runtime = Math.max(0, perfStats.runtime - own.durationMs);
      if (perfStats.end !== undefined) perfStats.end -= own.durationMs;
      const threshold = context?.config?.slowTestThreshold ?? Number.POSITIVE_INFINITY;
      perfStats.slow = perfStats.runtime / 1000 > threshold;
    }
    const told: SoakedFile = { file, passed, failed, failedToRun: Boolean(result.testExecError) };
    appendFileSync(path.join(this.#directory, soakedFilesName), `${JSON.stringify(told)}\n`);
  }
}
