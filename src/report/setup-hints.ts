import type { RunInfo } from './report';

/** What is missing in the Jest config; null where nothing is. */
export function setupHint({
  files,
  watchedFiles,
}: Pick<RunInfo, 'files' | 'watchedFiles'>): string | null {
  if (files === 0 || watchedFiles >= files) {
    return null;
  }
  return watchedFiles === 0
    ? "No test file ran in jest-tidemark's environment, so memory was seen from outside only. Add to the Jest config: testEnvironment: 'jest-tidemark/environment'"
    : `${files - watchedFiles} of ${files} test files ran in another environment, and were seen from outside only. Wrap that environment with withTidemark from jest-tidemark/environment.`;
}
