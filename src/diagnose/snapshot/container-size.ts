import { edgeCode, edgeNameOf, follow, type HeapGraph, kindOf, nameOf } from './heap-graph';

export type ContainerKind = 'Map' | 'Set' | 'Array' | 'ArrayBuffer' | 'dictionary';

export interface ContainerSize {
  readonly kind: ContainerKind;
  /**
   * Entries, or null where the snapshot does not tell: small integers leave no edge, so that an array
   * of nothing else shows its memory only. For an ArrayBuffer null.
   */
  readonly entries: number | null;
  /** The container with its table or its memory, without what it holds. */
  readonly bytes: number;
}

/** Properties from which on an object is taken for a dictionary. */
const dictionaryEntries = 16;

const element = edgeCode('element');
const property = edgeCode('property');

/** The size of a container; null for a node that is none. */
export function containerSize(graph: HeapGraph, node: number): ContainerSize | null {
  if (kindOf(graph, node) !== 'object') return null;
  const name = nameOf(graph, node);
  if (name === 'Map') return withTable(graph, node, 'Map', 'table', 3);
  if (name === 'Set') return withTable(graph, node, 'Set', 'table', 2);
  if (name === 'ArrayBuffer' || name === 'SharedArrayBuffer') {
    const memory = follow(graph, node, 'internal', 'backing_store');
    return memory === null
      ? null
      : { kind: 'ArrayBuffer', entries: null, bytes: bytesOf(graph, [node, memory]) };
  }
  if (name === 'Array') {
    const elements = follow(graph, node, 'internal', 'elements');
    const entries = countEdges(graph, node, element);
    const bytes = bytesOf(graph, [node, elements]);
    return { kind: 'Array', entries: entries === 0 && elements !== null ? null : entries, bytes };
  }
  return name === 'Object' ? dictionarySize(graph, node) : null;
}

function dictionarySize(graph: HeapGraph, node: number): ContainerSize | null {
  const table = withTable(graph, node, 'dictionary', 'properties', 3);
  const elements = follow(graph, node, 'internal', 'elements');
  // `__proto__` is a property of every object.
  const named = Math.max(countEdges(graph, node, property) - 1, table?.entries ?? 0);
  const entries = named + countEdges(graph, node, element);
  const bytes = (table?.bytes ?? bytesOf(graph, [node])) + bytesOf(graph, [elements]);
  return entries < dictionaryEntries ? null : { kind: 'dictionary', entries, bytes };
}

/**
 * Counts the entries of a hash table of `width` slots an entry (key, value, link) by the slots that
 * hold something: all keys lie at the same place modulo `width`, and so do all values.
 */
function withTable(
  graph: HeapGraph,
  node: number,
  kind: ContainerKind,
  tableName: string,
  width: number,
): ContainerSize | null {
  const table = follow(graph, node, 'internal', tableName);
  if (table === null) return null;
  const filled = Array.from({ length: width }, () => 0);
  const end = graph.firstEdge[table + 1] ?? 0;
  for (let edge = graph.firstEdge[table] ?? 0; edge < end; edge++) {
    const slot = Number(edgeNameOf(graph, edge));
    // A deleted entry: since Node 24 it leaves an edge.
    if (nameOf(graph, graph.edgeTo[edge] ?? 0) === 'system / Hole') continue;
    if (Number.isInteger(slot)) filled[slot % width] = (filled[slot % width] ?? 0) + 1;
  }
  const bytes = bytesOf(graph, [node, table]);
  const entries = Math.max(...filled);
  // An empty table is small; a large one without edges is full of small integers.
  return { kind, entries: entries === 0 && bytes > 512 ? null : entries, bytes };
}

function countEdges(graph: HeapGraph, node: number, kind: number): number {
  const end = graph.firstEdge[node + 1] ?? 0;
  let count = 0;
  for (let edge = graph.firstEdge[node] ?? 0; edge < end; edge++) {
    if (graph.edgeKind[edge] === kind) count++;
  }
  return count;
}

function bytesOf(graph: HeapGraph, nodes: readonly (number | null)[]): number {
  return nodes.reduce<number>(
    (sum, node) => sum + (node === null ? 0 : (graph.selfSize[node] ?? 0)),
    0,
  );
}
