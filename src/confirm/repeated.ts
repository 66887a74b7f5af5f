import type { HeapDiagnosis } from '../diagnose/heap-diagnosis';
import type { MemoryFloor } from '../diagnose/outside-heap';
import type { Opener } from '../openers/opener';
import type { Verdict } from '../report/report';

/** What running one test file again, alone, in a fresh process, has shown. */
export type Repeated = Grown | Settled;

export interface Grown extends Growth {
  /** What holds the memory; null where no heap snapshots could be had. */
  readonly diagnosis: HeapDiagnosis | null;
  /** Memory that survived a collection before and after the runs; null where it was not measured. */
  readonly floors: { readonly first: MemoryFloor; readonly last: MemoryFloor } | null;
  /** Why there is less than could be, one sentence each. */
  readonly notes: readonly string[];
}

export interface Growth {
  readonly outcome: 'grows';
  /** How often it was run, or its tests were. */
  readonly runs: number;
  /** One sentence. */
  readonly reason: string;
  /** What the repetition alone says, as a run of its own. */
  readonly verdict: Pick<
    Verdict,
    'signal' | 'rate' | 'r2' | 'window' | 'exhaustion' | 'culprits' | 'advice'
  >;
  /** Who opened what is open still, where that was looked into. */
  readonly openers?: { readonly per: 'test' | 'file'; readonly all: readonly Opener[] };
}

export interface Settled {
  /** `undecided`: `reason` says why, and the verdict stands. */
  readonly outcome: 'steady' | 'undecided';
  readonly runs: number;
  readonly reason: string;
}
