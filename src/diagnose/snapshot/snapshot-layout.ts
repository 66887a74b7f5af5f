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
  const header = asRecord(parseJson(text));
  const meta = asRecord(header['meta']);
  const { node_count: nodeCount, edge_count: edgeCount } = header;
  const node = columns(meta['node_fields'], ['type', 'name', 'id', 'self_size', 'edge_count']);
  const edge = columns(meta['edge_fields'], ['type', 'name_or_index', 'to_node']);
  const location = columns(meta['location_fields'], [
    'object_index',
    'script_id',
    'line',
    'column',
  ]);
  const nodeTypes = firstList(meta['node_types']);
  const edgeTypes = firstList(meta['edge_types']);
  if (typeof nodeCount !== 'number' || typeof edgeCount !== 'number') return null;
  if (!node || !edge || !location || !nodeTypes || !edgeTypes) return null;
  return {
    nodeCount,
    edgeCount,
    node,
    edge,
    location,
    nodeCodes: Uint8Array.from(nodeTypes, nodeCode),
    edgeCodes: Uint8Array.from(edgeTypes, edgeCode),
  };
}

function columns<Name extends string>(
  fields: unknown,
  names: readonly Name[],
): Columns<Name> | null {
  if (!Array.isArray(fields)) return null;
  const places = names.map((name): [Name, number] => [name, fields.indexOf(name)]);
  if (places.some(([, place]) => place < 0)) return null;
  return Object.fromEntries([...places, ['width', fields.length]]) as Columns<Name>;
}

function firstList(types: unknown): string[] | null {
  const list: unknown = Array.isArray(types) ? types[0] : null;
  return Array.isArray(list) ? list.map(String) : null;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller tells it as a file that is no snapshot; where the JSON breaks does not matter.
    return null;
  }
}
