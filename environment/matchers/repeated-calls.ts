import type { RepetitionFinding } from '../../src/detect/repetition';
import type { MemoryFloor } from './memory-floor';

export type MemoryKind = keyof MemoryFloor;

export interface Checkpoint {
  /** Calls so far. */
  readonly calls: number;
  readonly floor: MemoryFloor;
}

/** What came of calling a function again and again: the floors, and a finding for each kind of memory. */
export interface RepeatedCalls {
  readonly checkpoints: readonly Checkpoint[];
  readonly findings: Readonly<Partial<Record<MemoryKind, RepetitionFinding>>>;
}

/** Growth in bytes with which going on would fill the memory. */
export const TOO_MUCH = 512e6;

/** Bytes gained over all calls, of all kinds. */
export function growthOf(checkpoints: readonly Checkpoint[]): number {
  const [first, last] = [checkpoints[0], checkpoints.at(-1)];
  return first === undefined || last === undefined ? 0 : totalOf(last.floor) - totalOf(first.floor);
}

export function totalOf({ heap, external, malloc, rest }: MemoryFloor): number {
  return heap + external + (malloc ?? 0) + rest;
}

/** Whether there were rounds enough to say anything: a very busy machine may not have time for them. */
export function isJudged({ findings }: Pick<RepeatedCalls, 'findings'>): boolean {
  return Object.values(findings).some(({ perRepetition }) => perRepetition !== null);
}
