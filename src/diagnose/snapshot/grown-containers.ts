import { type ContainerSize, containerSize } from './container-size';
import type { DescribedPath, DescribePath } from './describe-path';
import type { HeapGraph } from './heap-graph';
import { type PathTree, retainingPath } from './retaining-path';

/** A collection that stood in both snapshots and is larger in the newer. */
export interface GrownContainer {
  readonly path: DescribedPath;
  /** How many have the same description: their sizes are added up. */
  readonly containers: number;
  readonly before: ContainerSize;
  readonly after: ContainerSize;
  /** How many grown containers hold this one: those with 0 come first. */
  readonly depth: number;
}

/** Two snapshots of one process, with what finds a node by its id in each. */
export interface TwoHeaps {
  readonly older: HeapGraph;
  readonly newer: HeapGraph;
  readonly inOlder: (id: number) => number;
  readonly inNewer: (id: number) => number;
  /** Of the newer. */
  readonly tree: PathTree;
  readonly describe: DescribePath;
}

/**
 * Which of the holders are containers that grew, parents before children, most gained entries (then
 * bytes) first.
 * @param holders What gained something. A container that gains something is the holder of it, or of its own new table.
 */
export function grownContainers(
  holders: readonly { readonly id: number }[],
  { older, newer, inOlder, inNewer, tree, describe }: TwoHeaps,
): GrownContainer[] {
  const grown = new Map<number, { before: ContainerSize; after: ContainerSize }>();
  for (const { id } of holders) {
    const before = sizeAt(older, inOlder(id));
    const node = inNewer(id);
    const after = sizeAt(newer, node);
    if (before && after && gain(before, after) > 0) grown.set(node, { before, after });
  }
  const rows = Array.from(grown, ([node, { before, after }]) => {
    const path = retainingPath(newer, tree, node);
    if (!path) return [];
    const depth = path.filter((step) => grown.has(step.node)).length - 1;
    return [{ path: describe(path, 'live'), containers: 1, before, after, depth }];
  });
  return mergeAlike(rows.flat()).toSorted(
    (a, b) => a.depth - b.depth || gain(b.before, b.after) - gain(a.before, a.after),
  );
}

function mergeAlike(rows: readonly GrownContainer[]): GrownContainer[] {
  const merged = new Map<string, GrownContainer>();
  for (const row of rows) {
    const same = merged.get(row.path.text);
    merged.set(
      row.path.text,
      same
        ? {
            ...same,
            containers: same.containers + 1,
            before: addSizes(same.before, row.before),
            after: addSizes(same.after, row.after),
          }
        : row,
    );
  }
  return [...merged.values()];
}

function addSizes(left: ContainerSize, right: ContainerSize): ContainerSize {
  const isKnown = left.entries !== null && right.entries !== null;
  const entries = isKnown ? (left.entries ?? 0) + (right.entries ?? 0) : null;
  return { kind: left.kind, entries, bytes: left.bytes + right.bytes };
}

const sizeAt = (graph: HeapGraph, node: number): ContainerSize | null =>
  node < 0 ? null : containerSize(graph, node);

/** Entries where they are known, which a table's reserve does not blur, else bytes. */
function gain(before: ContainerSize, after: ContainerSize): number {
  return before.entries !== null && after.entries !== null
    ? after.entries - before.entries
    : after.bytes - before.bytes;
}
