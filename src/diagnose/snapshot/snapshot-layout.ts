import { edgeCode, nodeCode } from './heap-graph';

/**
 * The order of the columns, which differs between versions: Node 24 has no `trace_node_id`. Kinds are
 * given as tables from the snapshot's codes to ours.
 */
export interface SnapshotLayout {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly node: Columns<'type' | 'name' | 'id' | 'self_size' | 'edge_count'>;
  readonly edge: Columns<'type' | 'name_or_index' | 'to_node'>;
  readonly location: Columns<'object_index' | 'script_id' | 'line' | 'column'>;
  readonly nodeCodes: Uint8Array;
  readonly edgeCodes: Uint8Array;
}

/** The place of each column in a row, and the length of a row. */
export type Columns<Name extends string> = { readonly [N in Name | 'width']: number };

/** Reads the value of the key `snapshot`; null where it is no such value. */
export function parseLayout(text: string): SnapshotLayout | null {
  const header = parseJson(text);
  const meta = field(header, 'meta');
  const nodeCount = field(header, 'node_count');
  const edgeCount = field(header, 'edge_count');
  if (!isCount(nodeCount) || !isCount(edgeCount) || nodeCount === 0) return null;

  const nodeAt = placesIn(field(meta, 'node_fields'));
  const edgeAt = placesIn(field(meta, 'edge_fields'));
  const locationAt = placesIn(field(meta, 'location_fields'));
  const nodeTypes = texts(field(field(meta, 'node_types'), '0'));
  const edgeTypes = texts(field(field(meta, 'edge_types'), '0'));
  const layout: SnapshotLayout = {
    nodeCount,
    edgeCount,
    node: {
      width: nodeAt('width'),
      type: nodeAt('type'),
      name: nodeAt('name'),
      id: nodeAt('id'),
      self_size: nodeAt('self_size'),
      edge_count: nodeAt('edge_count'),
    },
    edge: {
      width: edgeAt('width'),
      type: edgeAt('type'),
      name_or_index: edgeAt('name_or_index'),
      to_node: edgeAt('to_node'),
    },
    location: {
      width: locationAt('width'),
      object_index: locationAt('object_index'),
      script_id: locationAt('script_id'),
      line: locationAt('line'),
      column: locationAt('column'),
    },
    nodeCodes: Uint8Array.from(nodeTypes, nodeCode),
    edgeCodes: Uint8Array.from(edgeTypes, edgeCode),
  };
  const places = [layout.node, layout.edge, layout.location].flatMap((row) => Object.values(row));
  return places.every((place) => place >= 0) ? layout : null;
}

/** The place of a column in a list of fields, or -1; of `width` the length of the list. */
function placesIn(fields: unknown): (name: string) => number {
  const list = texts(fields);
  return (name) => (name === 'width' ? list.length : list.indexOf(name));
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const texts = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : []);

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller tells it as a file that is no snapshot; where the JSON breaks does not matter.
    return null;
  }
}
