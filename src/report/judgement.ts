import type { Finding } from '../detect/finding';
import type { InsideFinding, InsideRate } from '../detect/inside-finding';
import type { ObservedProcess } from '../series/process';
import type { Culprit, VerdictKind } from './report';

/** What was decided of one process, as far as the report needs it. `signal` is the one that decided. */
export interface Judgement {
  readonly kind: VerdictKind;
  readonly signal: string;
  /** Strongest first. */
  readonly findings: readonly (Finding | InsideFinding)[];
  readonly reason: string;
  /** Given where the one who judged knows better than the general advice. */
  readonly advice?: string;
  /** Of what was measured from inside; left out where a fitted line has it. */
  readonly rate?: InsideRate;
  readonly exhaustion?: { readonly limitBytes: number; readonly inFiles: number };
  readonly culprits?: readonly Culprit[];
}

/** A process, and what was decided of it; null where nothing was. Paths are absolute. */
export interface JudgedProcess {
  readonly process: ObservedProcess;
  readonly judgement: Judgement | null;
}
