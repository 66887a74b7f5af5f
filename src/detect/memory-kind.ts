import type { Floor } from '../series/inside';
import type { InsideSignal } from './inside-finding';

/** Kinds of memory that a floor tells apart: each points to another cause. */
export type MemoryKind = Exclude<InsideSignal, 'realms'>;

/** What grows, as the subject of a sentence. */
export const GROWING: Record<MemoryKind, string> = {
  'retained-heap': 'Heap that survives garbage collection',
  external: 'Memory of Buffers and other objects outside the heap that survives garbage collection',
  native: 'Memory of native code',
};

export function bytesOf(floor: Floor, kind: MemoryKind): number {
  if (kind === 'retained-heap') return floor.heapUsed;
  if (kind === 'external') return floor.external;
  return floor.native;
}
