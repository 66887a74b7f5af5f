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
  /** Files that are to be named, absolute. */
  readonly culprits?: readonly (InsideCulprit & { readonly package: string | null })[];
}

export const neverSampled: Judgement = {
  kind: 'inconclusive',
  signal: 'rss',
  findings: [],
  reason: 'it was gone before a sample of it could be taken',
};
