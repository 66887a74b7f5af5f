import {
  edgeCode,
  type EdgeKind,
  type HeapGraph,
  nodeCode,
  type NodeKind,
} from '../../../src/diagnose/snapshot/heap-graph';
import { indexStrings } from '../../../src/diagnose/snapshot/string-table';

export interface NodeSpec {
  readonly name: string;
  readonly kind?: NodeKind;
  /** Defaults to the odd number 2 * index + 1. */
  readonly id?: number;
  readonly edges: readonly {
    readonly kind: EdgeKind;
    readonly name: string;
    readonly to: number;
  }[];
}

/** A graph of a few nodes, written down by hand or drawn at random; the first is the root. */
export function graphOf(nodes: readonly NodeSpec[]): HeapGraph {
  const texts = [
    ...new Set(nodes.flatMap(({ name, edges }) => [name, ...edges.map((e) => e.name)])),
  ];
  const strings = indexStrings(Buffer.from(JSON.stringify(texts).slice(1)));
  if (!strings) throw new Error('no strings');
  const edges = nodes.flatMap((node) => node.edges);
  const firstEdge = new Uint32Array(nodes.length + 1);
  nodes.forEach((node, at) => (firstEdge[at + 1] = (firstEdge[at] ?? 0) + node.edges.length));
  return {
    nodeCount: nodes.length,
    edgeCount: edges.length,
    nodeKind: Uint8Array.from(nodes, ({ kind }) => nodeCode(kind ?? 'object')),
    nodeName: Uint32Array.from(nodes, ({ name }) => texts.indexOf(name)),
    nodeId: Uint32Array.from(nodes, ({ id }, at) => id ?? 2 * at + 1),
    selfSize: new Float64Array(nodes.length).fill(16),
    firstEdge,
    edgeKind: Uint8Array.from(edges, ({ kind }) => edgeCode(kind)),
    edgeName: Uint32Array.from(edges, ({ kind, name }) =>
      kind === 'element' || kind === 'hidden' ? Number(name) : texts.indexOf(name),
    ),
    edgeTo: Uint32Array.from(edges, ({ to }) => to),
    locations: { rowOf: new Uint32Array(nodes.length), rows: new Uint32Array(0) },
    strings,
  };
}
