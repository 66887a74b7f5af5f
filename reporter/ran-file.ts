import type { RanFile, TestFile, TestFileResult } from './jest-types';

/** What is remembered of a test file that ran, should it have to run again. */
export function ranFile({ context }: TestFile, result: TestFileResult): RanFile {
  const { start = 0, end = 0 } = result.perfStats ?? {};
  const begun = (result.testResults ?? []).flatMap(({ startAt }) =>
    typeof startAt === 'number' ? [startAt] : [],
  );
  const first = begun.length === 0 ? start : Math.max(start, Math.min(end, ...begun));
  return {
    context,
    durationMs: end - start,
    testsMs: end - first,
    tests: result.numPassingTests + result.numFailingTests,
  };
}
