import type { SoakResult } from '../soak/soak-result';
import type { Bench } from './bench';
import type { Repeated } from './repeated';
import type { Workplace } from './workplace';

export interface RepeatsToDiagnose {
  readonly workplace: Workplace;
  readonly bench: Bench;
  /** Numbers of the runs whose realm should be gone and is not. */
  readonly alive: readonly number[];
  readonly deadline: number;
  readonly runs: () => number;
  /** A sentence where it could not be run again. */
  readonly runAgain: () => Promise<string | null>;
}

type Found = Pick<Extract<Repeated, { outcome: 'grows' }>, 'diagnosis' | 'notes'>;

export async function diagnoseRepeats(repeats: RepeatsToDiagnose): Promise<Found> {
  void repeats;
  return { diagnosis: null, notes: [] };
}

export async function diagnoseSoak(
  result: SoakResult,
  bench: Bench,
  deadline: number,
): Promise<Found> {
  void [result, bench, deadline];
  return { diagnosis: null, notes: result.notes };
}
