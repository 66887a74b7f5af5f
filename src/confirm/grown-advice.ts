import { growthOutsideHeap, type MemoryFloor, type OutsideGrowth } from '../diagnose/outside-heap';
import { openerAdvice } from '../openers/opener-text';
import type { Grown } from './repeated';

/** Which memory outside the heap grew, where it is not the heap that did. */
export function outsideGrowth({ floors, diagnosis }: Grown): OutsideGrowth | null {
  if (floors === null) return null;
  return growthOutsideHeap(floors.first, floors.last, diagnosis?.outside ?? []);
}

/** What to do where heap snapshots have shown a thing that grows; null where other advice is as good. */
export function adviceOf(grown: Grown, testFile: string): string | null {
  const outside = outsideGrowth(grown);
  const [container] = grown.diagnosis?.containers ?? [];
  const culprit = grown.diagnosis?.culprit ?? null;
  const [opener] = grown.openers?.all ?? [];
  if (opener !== undefined && culprit === null) return openerAdvice(opener);
  const line = culprit === null || culprit.line === null ? '' : `:${culprit.line}`;
  if (grown.verdict.signal === 'realms') {
    // Code that was caught in the act has advice of its own.
    const isCaught = grown.verdict.culprits.some(({ path }) => path !== testFile);
    return culprit === null || isCaught
      ? null
      : adviceOnHolder(`${culprit.file}${line}`, culprit.package);
  }
  if (container === undefined || culprit === null) return outside?.advice ?? null;
  return `Look at the ${container.kind} in ${culprit.file}${line}: what is put in must be taken out again, or it needs a bound.`;
}

/** Code that something which all files share still calls, or refers to. */
function adviceOnHolder(place: string, from: string | null): string {
  const undo = 'what it leaves behind must be undone in afterAll';
  if (from === null) return `Look at ${place}: ${undo}.`;
  return `Look at ${place}: ${undo}, by a call of ${from.replace(/(?<=.)@.*/, '')} that stops, disables or restores it. If there is none, see whether a newer version has it.`;
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
