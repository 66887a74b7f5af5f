import type { InsideSeries } from '../series/inside';
import type { InsideFinding } from './inside-finding';
import { detectRealms } from './realms';
import { detectRetainedHeap } from './retained-heap';
import { detectWithinFile } from './within-file';

const ORDER: readonly InsideFinding['outcome'][] = ['leak', 'suspect', 'steady', 'too-little'];

/**
 * All that can be said of one worker from inside, strongest first. Nothing is an empty list.
 *
 * @param incarnations its processes, in order: several where Jest replaced it, one in band
 */
export function judgeInside(incarnations: readonly InsideSeries[]): InsideFinding[] {
  if (incarnations.length === 0) return [];
  return [
    detectRealms(incarnations),
    ...detectRetainedHeap(incarnations),
    ...incarnations.flatMap(detectWithinFile),
  ].toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}
