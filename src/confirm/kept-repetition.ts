import type { SuspectedChild } from './suspected-child';

/**
 * What a judgement of a repetition rests on, beside what stands in the directory: its spool, and what a soak
 * has written. For benchmarks, which judge it again by other rules.
 */
export type KeptRepetition = Kept &
  (
    | { readonly judged: 'runs'; readonly failedRuns: number }
    | { readonly judged: 'floors-between-tests' }
    | { readonly judged: 'soak' }
    | { readonly judged: 'child'; readonly child: SuspectedChild }
  );

interface Kept {
  /** Absolute path of the test file. */
  readonly file: string;
  readonly directory: string;
  readonly startedAt: number;
  /** How often the file was run, or its tests were. */
  readonly runs: number;
}
