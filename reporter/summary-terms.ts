import type { FailOn } from '../src/report/failing-verdicts';

/** What the reader calls the things that the summary sends them to. */
export interface Terms {
  /** Where the rest stands. */
  readonly fullReport: string;
  readonly failOn: (value: FailOn) => string;
}

export const jestTerms: Terms = {
  fullReport: 'report.json',
  failOn: (value) => `failOn: '${value}'`,
};
