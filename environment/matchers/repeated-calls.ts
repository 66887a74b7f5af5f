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
  const total = (floor: MemoryFloor | undefined): number =>
    floor === undefined ? 0 : floor.heap + floor.external + (floor.malloc ?? 0) + floor.rest;
  return total(checkpoints.at(-1)?.floor) - total(checkpoints[0]?.floor);
}
