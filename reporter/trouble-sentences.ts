import { codeOf } from '../src/spool/error-code';

/** Said where jest-tidemark itself fails: the tests' own result stands. */
export function brokenAnalysis(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    'jest-tidemark could not finish its analysis, so this run was not judged for memory leaks; ' +
    `the tests' own result stands. Please report this as a bug of jest-tidemark:\n${detail}\n`
  );
}

export function reportNotWritten({ file, error }: { file: string; error: unknown }): string {
  return (
    `jest-tidemark: the report could not be written to ${file} (${codeOf(error)}). ` +
    'Set the option outputDirectory, or TIDEMARK_OUTPUT_DIRECTORY, to a directory that can be written to.\n'
  );
}
