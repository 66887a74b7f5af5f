import { doubled } from './string-table';
import type { HeapGraph } from './heap-graph';
import type { SnapshotLayout } from './snapshot-layout';

/** Takes rows of one array of the snapshot, `width` numbers each. */
export interface RowSink {
  readonly width: number;
  readonly onRows: (block: Float64Array, rows: number) => void;
}

export interface GraphTables {
  readonly nodes: RowSink;
  readonly edges: RowSink;
  readonly locations: RowSink;
  /** The tables as filled so far; null where the counts in the header do not agree with the rows. */
  readonly graph: () => Omit<HeapGraph, 'strings'> | null;
}

/** Typed arrays for the counts that the header tells, and what fills them. Extra rows are dropped. */
export function allocateTables(layout: SnapshotLayout): GraphTables {
  const { nodeCount, edgeCount } = layout;
  const tables = {
    nodeCount,
    edgeCount,
    nodeKind: new Uint8Array(nodeCount),
    nodeName: new Uint32Array(nodeCount),
    nodeId: new Uint32Array(nodeCount),
    selfSize: new Float64Array(nodeCount),
    firstEdge: new Uint32Array(nodeCount + 1),
    edgeKind: new Uint8Array(edgeCount),
    edgeName: new Uint32Array(edgeCount),
    edgeTo: new Uint32Array(edgeCount),
  };
  const locations = { rowOf: new Uint32Array(nodeCount), rows: new Uint32Array(3 << 10) };
  let located = 0;
  let nodes = 0;
  let edges = 0;

  function onNodes(block: Float64Array, rows: number): void {
    const { node, nodeCodes } = layout;
    for (let row = 0, at = 0; row < rows; row++, at += node.width, nodes++) {
      tables.nodeKind[nodes] = nodeCodes[block[at + node.type] ?? 0] ?? 0;
      tables.nodeName[nodes] = block[at + node.name] ?? 0;
      tables.nodeId[nodes] = block[at + node.id] ?? 0;
      tables.selfSize[nodes] = block[at + node.self_size] ?? 0;
      const edgesBefore = tables.firstEdge[nodes] ?? 0;
      tables.firstEdge[nodes + 1] = edgesBefore + (block[at + node.edge_count] ?? 0);
    }
  }

  function onEdges(block: Float64Array, rows: number): void {
    const { edge, edgeCodes } = layout;
    for (let row = 0, at = 0; row < rows; row++, at += edge.width, edges++) {
      tables.edgeKind[edges] = edgeCodes[block[at + edge.type] ?? 0] ?? 0;
      tables.edgeName[edges] = block[at + edge.name_or_index] ?? 0;
      tables.edgeTo[edges] = (block[at + edge.to_node] ?? 0) / layout.node.width;
    }
  }

  function onLocations(block: Float64Array, rows: number): void {
    const { location } = layout;
    for (let row = 0, at = 0; row < rows; row++, at += location.width) {
      if (located * 3 === locations.rows.length) locations.rows = doubled(locations.rows);
      locations.rows[located * 3] = block[at + location.script_id] ?? 0;
      locations.rows[located * 3 + 1] = block[at + location.line] ?? 0;
      locations.rows[located * 3 + 2] = block[at + location.column] ?? 0;
      const node = (block[at + location.object_index] ?? 0) / layout.node.width;
      locations.rowOf[node] = ++located;
    }
  }

  return {
    nodes: { width: layout.node.width, onRows: onNodes },
    edges: { width: layout.edge.width, onRows: onEdges },
    locations: { width: layout.location.width, onRows: onLocations },
    graph() {
      const agrees =
        nodes === nodeCount && edges === edgeCount && tables.firstEdge[nodeCount] === edgeCount;
      if (!agrees || tables.edgeTo.some((node) => node >= nodeCount)) return null;
      return { ...tables, locations: { ...locations } };
    },
  };
}
