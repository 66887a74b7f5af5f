import type { Finding } from './finding';

/** What was decided of one process, in the form that the report takes. */
export interface Judgement {
  readonly kind: 'leak' | 'suspect' | 'steady' | 'inconclusive';
  /** The signal that decided. */
  readonly signal: string;
  /** Strongest first. */
  readonly findings: readonly Finding[];
  readonly reason: string;
  /** Left out where the general advice for a process that grows is as good. */
  readonly advice?: string;
}

export const neverSampled: Judgement = {
  kind: 'inconclusive',
  signal: 'rss',
  findings: [],
  reason: 'it was gone before a sample of it could be taken',
};
