import * as fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  edgeKindOf,
  edgeNameOf,
  kindOf,
  nameOf,
  objectsNamed,
} from '../../../src/diagnose/snapshot/heap-graph';
import { type ParseResult, parseSnapshot } from '../../../src/diagnose/snapshot/parse-snapshot';
import { searchPaths } from '../../../src/diagnose/snapshot/retaining-path';
import { type ChildSnapshots, snapshotsOf } from './child-snapshots';

const main = `
class Quoted {}
exports.quoted = { 'say "hi" \\\\ twice\\n': new Quoted(), 'größe → 漢字': new Quoted() };
snapshot();`;

interface RawSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: string[];
      readonly node_types: [string[]];
      readonly edge_types: [string[]];
    };
    readonly node_count: number;
    readonly edge_count: number;
  };
  readonly nodes: number[];
  readonly edges: number[];
  readonly strings: string[];
}

let child: ChildSnapshots;
let dir: string;

beforeAll(async () => {
  child = await snapshotsOf({ 'main.js': main });
  dir = await mkdtemp(path.join(tmpdir(), 'tidemark-parse-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function parseBytes(bytes: Buffer | string, maxBytes = 1e9): Promise<ParseResult> {
  const file = path.join(dir, 'x.heapsnapshot');
  await writeFile(file, bytes);
  return parseSnapshot(file, { maxBytes });
}

const reasonOf = (result: ParseResult) =>
  result.outcome === 'refused' ? result.reason : result.outcome;

test('reads what JSON.parse reads', () => {
  const raw: RawSnapshot = JSON.parse(child.bytes.toString('utf8'));
  const [graph] = child.graphs;
  if (!graph) throw new Error('no snapshot');
  const { node_fields: fields, node_types: nodeTypes, edge_types: edgeTypes } = raw.snapshot.meta;
  const width = fields.length;
  expect(graph.nodeCount).toBe(raw.snapshot.node_count);
  expect(graph.edgeCount).toBe(raw.snapshot.edge_count);

  const expected: unknown[] = [];
  const read: unknown[] = [];
  for (let node = 0, edge = 0; node < graph.nodeCount; node++) {
    const column = (name: string) => raw.nodes[node * width + fields.indexOf(name)] ?? -1;
    expected.push([nodeTypes[0][column('type')], raw.strings[column('name')], column('id')]);
    read.push([kindOf(graph, node), nameOf(graph, node), graph.nodeId[node]]);
    expected.push([column('self_size'), column('edge_count')]);
    const edges = (graph.firstEdge[node + 1] ?? 0) - (graph.firstEdge[node] ?? 0);
    read.push([graph.selfSize[node], edges]);
    for (const end = edge + edges; edge < end; edge++) {
      const [type = -1, name = -1, to = -1] = raw.edges.slice(edge * 3, edge * 3 + 3);
      const kind = edgeTypes[0][type];
      const isNumbered = kind === 'element' || kind === 'hidden';
      expected.push([kind, isNumbered ? String(name) : raw.strings[name], to / width]);
      read.push([edgeKindOf(graph, edge), edgeNameOf(graph, edge), graph.edgeTo[edge]]);
    }
  }
  const rows = expected.map(String);
  expect(read.filter((row, at) => String(row) !== rows[at])).toEqual([]);
  expect(read).toHaveLength(graph.nodeCount * 2 + graph.edgeCount);
  expect(raw.strings).toContain('say "hi" \\ twice\n');
  expect(raw.strings).toContain('größe → 漢字');
  for (const text of ['Quoted', 'exports', 'no such text'])
    expect(graph.strings.indexOf(text)).toBe(raw.strings.indexOf(text));
});

test('a file cut short anywhere is refused as cut short', async () => {
  const { bytes } = child;
  const text = bytes.toString('latin1');
  const sections = ['"nodes":[', '"edges":[', '"locations":[', '"strings":['].map((key) =>
    text.indexOf(key),
  );
  const lengths = [0, 1, 30, 400, ...sections.flatMap((at) => [at, at + 5, at + 9, at + 30])];
  for (let part = 1; part < 20; part++) lengths.push(Math.floor((bytes.length * part) / 20));
  for (const length of [...lengths, bytes.length - 3])
    expect([length, reasonOf(await parseBytes(bytes.subarray(0, length)))]).toEqual([
      length,
      'cut-short',
    ]);
});

test('a file over the limit is refused before it is read, with both sizes', async () => {
  const result = await parseBytes(child.bytes, 2 * 1024 * 1024);
  expect(reasonOf(result)).toBe('too-large');
  expect(result).toHaveProperty('message', expect.stringMatching(/has \d+ MB, over .* of 2 MB/));
});

test('what is no snapshot, and what is not there, is refused by name', async () => {
  expect(reasonOf(await parseBytes('module.exports = 1;'))).toBe('not-a-snapshot');
  expect(reasonOf(await parseBytes('{"snapshot":{}}'))).toBe('not-a-snapshot');
  expect(reasonOf(await parseBytes(layout({ edgeTo: 60 })))).toBe('not-a-snapshot');
  expect(reasonOf(await parseBytes(layout({ edgeCount: 2 })))).toBe('not-a-snapshot');
  const missing = await parseSnapshot(path.join(dir, 'none'));
  expect(reasonOf(missing)).toBe('unreadable');
  expect(missing).toHaveProperty('cause.code', 'ENOENT');
});

test('columns are found by name, and kinds that are not known do no harm', async () => {
  const result = await parseBytes(layout({}));
  if (result.outcome !== 'parsed') throw new Error(result.message);
  const [leaky] = objectsNamed(result.graph, (name) => name === 'Leaky');
  expect(leaky).toBe(1);
  expect(result.graph.nodeId[1]).toBe(77);
  expect(kindOf(result.graph, 2)).toBe('hidden');
  expect(edgeKindOf(result.graph, 1)).toBe('weak');
});

test('damaged bytes are refused or read as something else, and never throw', async () => {
  const sound = Buffer.from(layout({}));
  const damage = fc.array(fc.record({ at: fc.nat(sound.length - 1), byte: fc.nat(255) }), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(damage, async (places) => {
      const bytes = Buffer.from(sound);
      for (const { at, byte } of places) bytes[at] = byte;
      const result = await parseBytes(bytes);
      // `unreadable` is what an exception while reading would be told as.
      expect(['parsed', 'cut-short', 'not-a-snapshot']).toContain(reasonOf(result));
      if (result.outcome === 'parsed') searchPaths(result.graph);
    }),
    { numRuns: 1000, seed: 20 },
  );
});

/** A snapshot of three nodes in an order of columns that no version of V8 has. */
function layout({ edgeTo = 5, edgeCount = 1 }): string {
  return JSON.stringify({
    snapshot: {
      meta: {
        node_fields: ['id', 'edge_count', 'type', 'self_size', 'name'],
        node_types: [['synthetic', 'object', 'novelty']],
        edge_fields: ['to_node', 'type', 'name_or_index'],
        edge_types: [['property', 'tether']],
        location_fields: ['object_index', 'script_id', 'line', 'column'],
      },
      node_count: 3,
      edge_count: 2,
    },
    // One row each: id, edge_count, type, self_size, name.
    nodes: [
      [1, edgeCount, 0, 0, 0],
      [77, 1, 1, 24, 1],
      [79, 0, 2, 8, 2],
    ].flat(),
    edges: [
      [edgeTo, 0, 1],
      [10, 1, 2],
    ].flat(),
    locations: [],
    strings: ['', 'Leaky', 'New'],
  });
}
