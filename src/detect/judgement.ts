import type { Finding } from './finding';
import type { InsideCulprit, InsideFinding, InsideRate } from './inside-finding';

/** What was decided of one process, in the form that the report takes. */
export interface Judgement {
  readonly kind: 'leak' | 'suspect' | 'steady' | 'inconclusive';
  /** The signal that decided. */
  readonly signal: string;
  /** Strongest first. */
  readonly findings: readonly (Finding | InsideFinding)[];
  readonly reason: string;
  /** Left out where the general advice for a process that grows is as good. */
  readonly advice?: string;
  /** Of what was measured from inside; left out where a fitted line has it. */
  readonly rate?: InsideRate;
  /** When a process that runs tests is full; left out where a fitted line says when. */
  readonly exhaustion?: { readonly limitBytes: number; readonly inFiles: number };
  /** It is Node's or Jest's own, and happens to every project that runs so. */
  readonly ofHost?: true;
  /** See `InsideFinding`: running those files again adds nothing to what is known of the whole run. */
  readonly confined?: true;
  /** It grew by so little that garbage explains it: nothing to tell, unless it grows when it is run again. */
  readonly slight?: true;
  /** Files that are to be named, absolute. */
  readonly culprits?: readonly (InsideCulprit & { readonly package: string | null })[];
}

export const neverSampled: Judgement = {
  kind: 'inconclusive',
  signal: 'rss',
  findings: [],
  reason: 'it was gone before a sample of it could be taken',
};
