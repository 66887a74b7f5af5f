import type { Judgement } from '../detect/judgement';
import type { ObservedProcess } from '../series/process';

export type { Judgement };

/** A process, and what was decided of it; null where nothing was. Paths are absolute. */
export interface JudgedProcess {
  readonly process: ObservedProcess;
  readonly judgement: Judgement | null;
}
