import type { Report } from './report';

/** Whether there is anything that could be run again: the quick answer, for runs that have nothing. */
export function needsConfirmation({ verdicts }: Report): boolean {
  return verdicts.some(
    ({ kind, slight, testFiles }) =>
      (kind === 'leak' || kind === 'suspect' || slight === true) && (testFiles ?? []).length > 0,
  );
}
