import { attribute } from './attribution';
import { type HolderTally, netClasses, type ClassRow, tally } from './class-table';
import { type ContainerSize, containerSize } from './container-size';
import type { HeapGraph } from './heap-graph';
import { nodesById } from './node-ids';
import { isLeafLabel } from './node-label';
import { type PathTree, searchPaths } from './retaining-path';

/** A heap snapshot with what finds things in it. */
export interface IndexedHeap {
  readonly graph: HeapGraph;
  readonly tree: PathTree;
  /** The node of an id, or -1. */
  readonly nodeOf: (id: number) => number;
}

/** @param isOwn Nodes that belong to the watching: no path passes them, and what they hold is no gain. */
export function indexHeap(graph: HeapGraph, isOwn: (node: number) => boolean): IndexedHeap {
  return { graph, tree: searchPaths(graph, isOwn), nodeOf: nodesById(graph) };
}

/** What hangs below one object that stood in both snapshots, gained less lost. */
export interface Gain {
  /** Of the holder: an id, which is the same in all snapshots of the process. */
  readonly id: number;
  readonly count: number;
  readonly bytes: number;
  /** By class, most bytes first. */
  readonly classes: readonly ClassRow[];
  /** A gained object of the class that gained most, as a node of the newer; an object rather than a string. */
  readonly example: number;
  /** Where the holder is a container: its size in both. */
  readonly size: { readonly before: ContainerSize; readonly after: ContainerSize } | null;
}

/**
 * What a process gained between two snapshots, by holder: the nearest ancestor that stood in the older
 * snapshot already. What came and went in its place, as in a cache at its limit, is no gain. Most bytes
 * first.
 */
export function gainsBetween(older: IndexedHeap, newer: IndexedHeap): Gain[] {
  const gained = tallyChanges(newer, older);
  const lost = tallyChanges(older, newer);
  return Array.from(gained, ([id, sum]): Gain => {
    const before = sizeAt(older, id);
    const after = sizeAt(newer, id);
    const size = before !== null && after !== null ? { before, after } : null;
    return { id, size, ...netGain(sum, lost.get(id)) };
  })
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes);
}

/**
 * Whether objects have kept their ids from one snapshot to the other. V8 gives new ones where an inspector
 * session was closed in between, and then some old id stands for anything.
 */
export function idsAgree(older: HeapGraph, newer: IndexedHeap): boolean {
  let known = 0;
  let same = 0;
  for (let node = 0; node < older.nodeCount; node++) {
    // Only what has a place in a source: of the others too many are alike.
    const place = placeOf(older, node);
    const other = place === null ? -1 : newer.nodeOf(older.nodeId[node] ?? 0);
    if (other < 0) continue;
    known++;
    if (placeOf(newer.graph, other) === place) same++;
  }
  return known > 0 && same / known > 0.9;
}

function placeOf({ locations }: HeapGraph, node: number): string | null {
  const row = locations.rowOf[node] ?? 0;
  return row === 0 ? null : locations.rows.subarray((row - 1) * 3, row * 3).join();
}

const sizeAt = ({ graph, nodeOf }: IndexedHeap, id: number): ContainerSize | null =>
  containerSize(graph, nodeOf(id));

function tallyChanges({ graph, tree }: IndexedHeap, other: IndexedHeap): Map<number, HolderTally> {
  const others = Int32Array.from(graph.nodeId, (id) => other.nodeOf(id));
  const isChanged = (node: number) => (others[node] ?? -1) < 0;
  const bytesOf = (node: number) => {
    const size = graph.selfSize[node] ?? 0;
    return isChanged(node)
      ? size
      : Math.max(0, size - (other.graph.selfSize[others[node] ?? -1] ?? 0));
  };
  return tally(graph, attribute(graph, tree, isChanged), { isChanged, bytesOf });
}

function netGain(
  gained: HolderTally,
  lost: HolderTally | undefined,
): Pick<Gain, 'count' | 'bytes' | 'classes' | 'example'> {
  const classes = netClasses(gained.classes, lost?.classes);
  const telling = classes.find(({ name, count }) => count > 0 && !isLeafLabel(name)) ?? classes[0];
  const most = gained.classes.get(telling?.name ?? '');
  return {
    count: gained.count - (lost?.count ?? 0),
    bytes: gained.bytes - (lost?.bytes ?? 0),
    classes,
    example: most?.example ?? -1,
  };
}
