import { formatBytes } from '../../units';
import { edgeCode, edgeNameOf, follow, type HeapGraph, kindOf, nameOf } from './heap-graph';
import { placeText, type SourcePlace } from './describe-path';
import { isPlain, labelOf } from './node-label';

const mostNames = 6;
const property = edgeCode('property');
const element = edgeCode('element');

/**
 * An object by its class and place, a plain one by the names of its properties. Never their values, nor
 * the keys of something that may be a dictionary: they may be secrets.
 */
export function sampleText(
  graph: HeapGraph,
  node: number,
  placeAt: (node: number) => SourcePlace | null,
): string {
  if (isPlain(graph, node)) return plainText(graph, node);
  const memory = memoryOf(graph, node);
  if (memory !== null) return `${labelOf(graph, node)} of ${formatBytes(memory)}`;
  if (kindOf(graph, node) === 'object' && nameOf(graph, node) === 'Array')
    return arrayText(graph, node);
  const place = placeAt(node);
  return labelOf(graph, node) + (place === null ? '' : ` (${placeText(place)})`);
}

function plainText(graph: HeapGraph, node: number): string {
  const names = namesOf(graph, node);
  const isDictionary = follow(graph, node, 'internal', 'properties') !== null;
  if (names.length === 0 || isDictionary) return 'Object';
  // Small integers leave no edge: some names may always be missing.
  return `Object { ${names.slice(0, mostNames).join(', ')}, … }`;
}

/** Numbers in an array leave no edges: then its length is that of its memory. */
function arrayText(graph: HeapGraph, node: number): string {
  const end = graph.firstEdge[node + 1] ?? 0;
  let length = 0;
  for (let edge = graph.firstEdge[node] ?? 0; edge < end; edge++) {
    if (graph.edgeKind[edge] === element) length++;
  }
  const elements = follow(graph, node, 'internal', 'elements');
  const bytes = elements === null ? 0 : (graph.selfSize[elements] ?? 0);
  return length > 0 || bytes < 64 ? `Array of ${length}` : `Array of ${formatBytes(bytes)}`;
}

function namesOf(graph: HeapGraph, node: number): string[] {
  const end = graph.firstEdge[node + 1] ?? 0;
  const names: string[] = [];
  for (let edge = graph.firstEdge[node] ?? 0; edge < end; edge++) {
    const name = graph.edgeKind[edge] === property ? edgeNameOf(graph, edge) : '__proto__';
    if (name !== '__proto__') names.push(name);
  }
  return names;
}

/** The memory that a typed array or an ArrayBuffer stands for, in bytes; null for anything else. */
function memoryOf(graph: HeapGraph, node: number): number | null {
  const buffer = follow(graph, node, 'internal', 'buffer') ?? node;
  const memory = follow(graph, buffer, 'internal', 'backing_store');
  return memory === null ? null : (graph.selfSize[memory] ?? 0);
}
