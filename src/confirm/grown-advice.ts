import { growthOutsideHeap, type MemoryFloor, type OutsideGrowth } from '../diagnose/outside-heap';
import type { Grown } from './repeated';

/** Which memory outside the heap grew, where it is not the heap that did. */
export function outsideGrowth({ floors, diagnosis }: Grown): OutsideGrowth | null {
  if (floors === null) return null;
  return growthOutsideHeap(floors.first, floors.last, diagnosis?.outside ?? []);
}

/** What to do where heap snapshots have shown a thing that grows; null where other advice is as good. */
export function adviceOf(grown: Grown): string | null {
  const outside = outsideGrowth(grown);
  const [container] = grown.diagnosis?.containers ?? [];
  const culprit = grown.diagnosis?.culprit ?? null;
  if (container === undefined || culprit === null) return outside?.advice ?? null;
  const line = culprit.line === null ? '' : `:${culprit.line}`;
  return `Look at the ${container.kind} in ${culprit.file}${line}: what is put in must be taken out again, or it needs a bound.`;
}

/** Between the floors of a soak Buffers are counted with all else outside the heap. */
export function soakFloors(
  first: SoakedMemory | undefined,
  last: SoakedMemory | undefined,
): Grown['floors'] {
  return first === undefined || last === undefined
    ? null
    : { first: memoryOf(first), last: memoryOf(last) };
}

interface SoakedMemory {
  readonly heap: number;
  readonly external: number;
  readonly native: number;
}

function memoryOf({ heap, external, native }: SoakedMemory): MemoryFloor {
  return { heapUsed: heap, external, arrayBuffers: external, rss: heap + external + native };
}
