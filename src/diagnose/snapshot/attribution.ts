import type { HeapGraph } from './heap-graph';
import { isVisible } from './node-label';
import { type PathTree, unreached } from './retaining-path';

/** For each node of a snapshot: to whom it belongs. -1 where there is no such node. */
export interface Attribution {
  /** The node itself where the user has a word for it, else the nearest ancestor that has one. */
  readonly owner: Int32Array;
  /** The nearest visible ancestor that stands in the other snapshot too; set for changed nodes only. */
  readonly holder: Int32Array;
}

const unknown = -2;

/**
 * Walks up the cheapest paths, each node once.
 * @param isChanged Nodes that do not stand in the other snapshot: gained in a newer one, lost from an
 * older one.
 */
export function attribute(
  graph: HeapGraph,
  tree: PathTree,
  isChanged: (node: number) => boolean,
): Attribution {
  const owner = new Int32Array(graph.nodeCount).fill(unknown);
  const holder = new Int32Array(graph.nodeCount).fill(unknown);
  const climbed: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (tree.cost[node] === unreached) owner[node] = holder[node] = -1;
    let at = node;
    while (at >= 0 && owner[at] === unknown) {
      climbed.push(at);
      at = tree.parent[at] ?? -1;
    }
    for (let next = climbed.pop(); next !== undefined; next = climbed.pop()) {
      const above = tree.parent[next] ?? -1;
      const visible = isVisible(graph, next);
      // For an unchanged node the holder of what hangs below it: itself, or who owns it.
      holder[next] = visible && !isChanged(next) ? next : (holder[above] ?? -1);
      owner[next] = visible ? next : (owner[above] ?? -1);
    }
  }
  return { owner, holder };
}
