import type { PythonProcess } from '../../series/python';
import { formatBytes } from '../../units';
import { SHORTEST_MS } from './steady-collections';

/** Blocks a second: fewer come and go with what a program does at the moment. */
const FEW_BLOCKS = 20;

/** What was gained each second by collections, and by the process as seen from outside; null where unknown. */
export interface Explained {
  readonly explained: number;
  readonly rate: number;
}

/**
 * Why less is known of a Python process than what holds its memory, one sentence each.
 *
 * @param unexplained where its collections are not the cause
 */
export function pythonNotes(
  { last, blocks }: PythonProcess,
  hasGrown: boolean,
  unexplained: Explained | null,
): string[] {
  const ms = last.at - last.from;
  if (hasGrown && unexplained === null) return [];
  if (ms < SHORTEST_MS) {
    return [notKnown(`its Python was looked into for ${(ms / 1000).toFixed(1)} s only`)];
  }
  const cut = last.cut
    ? [`Only ${last.objects.toLocaleString('en-US')} objects of it were looked at.`]
    : [];
  if (hasGrown && unexplained !== null) {
    const { explained, rate } = unexplained;
    return [
      `The collections of its Python code that grow account for ${formatBytes(explained)} of the ${formatBytes(rate)} that it gains each second: the rest is held by native code.`,
      ...cut,
    ];
  }
  const gained = blocksPerSecond(blocks);
  if (gained < FEW_BLOCKS) {
    const native =
      "no collection of its Python code grows, nor what Python's own allocator hands out, which serves small objects: it is native code that allocates, or objects of over 512 bytes that it holds";
    return [notKnown(native), ...cut];
  }
  const held = last.collects
    ? 'objects that native code holds, or of which each refers to the next'
    : 'it has turned garbage collection off (gc.disable), so that objects which refer to each other in a circle are never freed';
  return [
    notKnown(
      `no collection of its Python code grows, but its objects do, by ${gained.toLocaleString('en-US')} blocks of Python's own allocator a second: ${held}`,
    ),
    ...cut,
  ];
}

function notKnown(why: string): string {
  return `What holds its memory is not known: ${why}.`;
}

/** Between the mean of the second quarter of the time and that of the last. */
function blocksPerSecond(blocks: PythonProcess['blocks']): number {
  const [first] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined || blocks.length < 4) return 0;
  const n = blocks.length;
  const mean = (from: number, to: number) => {
    const part = blocks.slice(Math.floor(from * n), Math.max(1, Math.floor(to * n)));
    return {
      at: part.reduce((sum, { at }) => sum + at, 0) / part.length,
      count: part.reduce((sum, { count }) => sum + count, 0) / part.length,
    };
  };
  const [early, late] = [mean(1 / 4, 1 / 2), mean(3 / 4, 1)];
  return Math.round(((late.count - early.count) * 1000) / Math.max(1, late.at - early.at));
}
