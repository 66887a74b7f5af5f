import type { StringTable } from './string-table';

/** Kinds of node, in our own order: V8 adds kinds, so a snapshot's codes are translated on reading. */
export const nodeKinds = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** Kinds of edge. `element` and `hidden` edges are named by a number, the others by a string. */
export const edgeKinds = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/**
 * A heap snapshot as typed arrays. A node is its index; node 0 is the root. The edges of node `n` are
 * those from `firstEdge[n]` up to, not including, `firstEdge[n + 1]`. Sizes are bytes.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Index into `nodeKinds`. */
  readonly nodeKind: Uint8Array;
  /** Index into `strings`. */
  readonly nodeName: Uint32Array;
  /** Stable over the life of the process, while no inspector session ends. Objects have odd ids. */
  readonly nodeId: Uint32Array;
  readonly selfSize: Float64Array;
  readonly firstEdge: Uint32Array;
  /** Index into `edgeKinds`. */
  readonly edgeKind: Uint8Array;
  /** Index into `strings`, or the number itself for `element` and `hidden`. */
  readonly edgeName: Uint32Array;
  readonly edgeTo: Uint32Array;
  readonly locations: Locations;
  readonly strings: StringTable;
}

/** Where functions and classes lie in the source that V8 compiled; an instance lies at its class. */
export interface Locations {
  /** For each node its row plus one, or 0 where it has no location. */
  readonly rowOf: Uint32Array;
  /** Script id, line, column for each row; line and column count from 0. */
  readonly rows: Uint32Array;
}

const nodeCodes = new Map<string, number>(nodeKinds.map((kind, code) => [kind, code]));
const edgeCodes = new Map<string, number>(edgeKinds.map((kind, code) => [kind, code]));

/** The number that stands for a kind in `nodeKind`; unknown kinds are `hidden`. */
export const nodeCode = (kind: string): number => nodeCodes.get(kind) ?? 0;

/** The number that stands for a kind in `edgeKind`; unknown kinds are `weak`, which is never followed. */
export const edgeCode = (kind: string): number => edgeCodes.get(kind) ?? edgeKinds.indexOf('weak');

export const kindOf = (graph: HeapGraph, node: number): NodeKind =>
  nodeKinds[graph.nodeKind[node] ?? 0] ?? 'hidden';

export const edgeKindOf = (graph: HeapGraph, edge: number): EdgeKind =>
  edgeKinds[graph.edgeKind[edge] ?? 0] ?? 'weak';

export const nameOf = (graph: HeapGraph, node: number): string =>
  graph.strings.at(graph.nodeName[node] ?? 0);

/** The name of an edge as text: a number for `element` and `hidden`. */
export function edgeNameOf(graph: HeapGraph, edge: number): string {
  const kind = edgeKindOf(graph, edge);
  const name = graph.edgeName[edge] ?? 0;
  return kind === 'element' || kind === 'hidden' ? String(name) : graph.strings.at(name);
}

/** The node at the end of the first edge of that kind and name, or null. */
export function follow(
  graph: HeapGraph,
  node: number,
  kind: 'context' | 'property' | 'internal',
  name: string,
): number | null {
  const code = edgeCode(kind);
  const nameIndex = graph.strings.indexOf(name);
  const end = graph.firstEdge[node + 1] ?? 0;
  for (let edge = graph.firstEdge[node] ?? 0; edge < end; edge++) {
    if (graph.edgeName[edge] === nameIndex && graph.edgeKind[edge] === code)
      return graph.edgeTo[edge] ?? null;
  }
  return null;
}

/** All nodes of kind `object` whose name (the name of their class) passes a test, ascending. */
export function objectsNamed(graph: HeapGraph, test: (name: string) => boolean): number[] {
  const object = nodeCode('object');
  // Each name is tested once: 1 for a name that fails, 2 for one that passes.
  const known = new Uint8Array(graph.strings.count);
  const found: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (graph.nodeKind[node] !== object) continue;
    const name = graph.nodeName[node] ?? 0;
    known[name] ||= test(graph.strings.at(name)) ? 2 : 1;
    if (known[name] === 2) found.push(node);
  }
  return found;
}
