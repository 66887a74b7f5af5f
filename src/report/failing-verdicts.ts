import type { Report, Verdict } from './report';

/** The mildest verdict that fails the run. */
export type FailOn = 'leak' | 'suspect' | 'never';

/** The verdicts for which the run fails, in the report's order. */
export function failingVerdicts({ verdicts }: Report, failOn: FailOn): Verdict[] {
  return verdicts.filter(
    ({ kind }) =>
      failOn !== 'never' && (kind === 'leak' || (kind === 'suspect' && failOn === 'suspect')),
  );
}
