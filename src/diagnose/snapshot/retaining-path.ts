import { costly, edgeCosts, ephemeron, ephemeronTableId, notFollowed } from './edge-cost';
import { edgeKindOf, edgeNameOf, type EdgeKind, type HeapGraph } from './heap-graph';

/** One node of a path, and the edge that leads to it from the node before; the root has none. */
export interface PathStep {
  readonly node: number;
  readonly edge: { readonly kind: EdgeKind; readonly name: string } | null;
}

/** From the root to a node that it holds. */
export type RetainingPath = readonly PathStep[];

/** The cheapest path to every node that is held: `parent` and `edge` are -1 where there is none. */
export interface PathTree {
  readonly parent: Int32Array;
  readonly edge: Int32Array;
  /** `unreached` for a node that nothing holds. */
  readonly cost: Uint32Array;
}

export const unreached = 0xffffffff;

/** Costs are small whole numbers: so many buckets hold all the costs that wait at one time. */
const bucketCount = costly + 4;

/**
 * Cheapest paths from the root to all nodes, over edges that hold: Dijkstra's search with a queue of
 * buckets (Dial 1969). A WeakMap's value is reached through its key, once the table is reached too.
 * @param isOwn Nodes that belong to the watching, and that no path passes; see `ownNodes`.
 */
export function searchPaths(
  graph: HeapGraph,
  isOwn: (node: number) => boolean = () => false,
): PathTree {
  const costOf = edgeCosts(graph, isOwn);
  const parent = new Int32Array(graph.nodeCount).fill(-1);
  const edgeInto = new Int32Array(graph.nodeCount).fill(-1);
  const cost = new Uint32Array(graph.nodeCount).fill(unreached);
  const buckets: number[][] = Array.from({ length: bucketCount }, () => []);
  let waiting = 0;

  const reachedTables = new Set<number>();
  const entriesOfTable = new Map<number, { key: number; edge: number }[]>();

  function relax(from: number, edge: number, total: number): void {
    const to = graph.edgeTo[edge] ?? 0;
    if (total >= (cost[to] ?? 0)) return;
    cost[to] = total;
    parent[to] = from;
    edgeInto[to] = edge;
    buckets[total % bucketCount]?.push(to);
    waiting++;
  }

  function reachEntry(owner: number, edge: number, total: number): void {
    const table = ephemeronTableId(edgeNameOf(graph, edge)) ?? 0;
    const entries = entriesOfTable.get(table);
    if (graph.nodeId[owner] === table) {
      reachedTables.add(table);
      entriesOfTable.delete(table);
      for (const entry of entries ?? []) relax(entry.key, entry.edge, total + 1);
    } else if (reachedTables.has(table)) relax(owner, edge, total + 1);
    else if (entries) entries.push({ key: owner, edge });
    else entriesOfTable.set(table, [{ key: owner, edge }]);
  }

  cost[0] = 0;
  buckets[0]?.push(0);
  waiting = 1;
  for (let total = 0; waiting > 0; total++) {
    const bucket = buckets[total % bucketCount] ?? [];
    waiting -= bucket.length;
    // In the order they were reached: of paths that cost the same, the one that was written first.
    for (const node of bucket) {
      // A cheaper path was found since.
      if (cost[node] !== total) continue;
      const end = graph.firstEdge[node + 1] ?? 0;
      for (let edge = graph.firstEdge[node] ?? 0; edge < end; edge++) {
        const step = costOf(edge);
        if (step === ephemeron) reachEntry(node, edge, total);
        else if (step !== notFollowed) relax(node, edge, total + step);
      }
    }
    bucket.length = 0;
  }
  return { parent, edge: edgeInto, cost };
}

/** The path to a node, or null where nothing holds it. */
export function retainingPath(
  graph: HeapGraph,
  tree: PathTree,
  node: number,
): RetainingPath | null {
  if (tree.cost[node] === undefined || tree.cost[node] === unreached) return null;
  const steps: PathStep[] = [];
  for (let at = node; at >= 0; at = tree.parent[at] ?? -1) {
    const edge = tree.edge[at] ?? -1;
    steps.push({
      node: at,
      edge: edge < 0 ? null : { kind: edgeKindOf(graph, edge), name: edgeNameOf(graph, edge) },
    });
  }
  return steps.toReversed();
}
