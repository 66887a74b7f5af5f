import { type ContainerSize, containerSize } from '../../../src/diagnose/snapshot/container-size';
import { follow, type HeapGraph, objectsNamed } from '../../../src/diagnose/snapshot/heap-graph';
import { snapshotsOf } from './child-snapshots';

const main = `
class Containers {}
const fill = (length, value) => Array.from({ length }, (_, i) => value(i));
const map = new Map(fill(2000, (i) => ['key ' + i, i]));
for (let i = 0; i < 500; i++) map.delete('key ' + i);
exports.containers = Object.assign(new Containers(), {
  map,
  integers: new Map(fill(1000, (i) => [i, i])),
  emptyMap: new Map(),
  set: new Set(fill(700, () => ({}))),
  objects: fill(300, () => ({})),
  numbers: fill(3000, (i) => i),
  memory: new ArrayBuffer(7777),
  byName: Object.fromEntries(fill(1200, (i) => ['name ' + i, i])),
  byNumber: Object.fromEntries(fill(900, (i) => [i * 1000, {}])),
  record: { a: {}, b: {}, c: {} },
  date: new Date(),
});
snapshot();`;

let graph: HeapGraph;
let holder: number;

beforeAll(async () => {
  const [first] = (await snapshotsOf({ 'main.js': main })).graphs;
  if (!first) throw new Error('no snapshot');
  graph = first;
  const all = objectsNamed(graph, (name) => name === 'Containers');
  holder = all.find((node) => follow(graph, node, 'property', 'map') !== null) ?? -1;
});

function sizeOf(name: string): ContainerSize | null {
  const node = follow(graph, holder, 'property', name);
  if (node === null) throw new Error(`no ${name} in the snapshot`);
  return containerSize(graph, node);
}

const bytesOf = (name: string): number => sizeOf(name)?.bytes ?? 0;

test.each([
  ['map', { kind: 'Map', entries: 1500 }],
  ['emptyMap', { kind: 'Map', entries: 0 }],
  ['set', { kind: 'Set', entries: 700 }],
  ['objects', { kind: 'Array', entries: 300 }],
  ['byName', { kind: 'dictionary', entries: 1200 }],
  ['byNumber', { kind: 'dictionary', entries: 900 }],
])('counts the entries of %s', (name, size) => {
  expect(sizeOf(name)).toMatchObject(size);
});

test('small integers leave no trace but their memory, 8 bytes each', () => {
  expect(sizeOf('integers')).toMatchObject({ kind: 'Map', entries: null });
  expect(sizeOf('numbers')).toMatchObject({ kind: 'Array', entries: null });
  expect(bytesOf('numbers')).toBeGreaterThan(3000 * 8);
});

test('the memory of an ArrayBuffer counts', () => {
  expect(sizeOf('memory')).toMatchObject({ kind: 'ArrayBuffer', entries: null });
  expect(bytesOf('memory')).toBeGreaterThanOrEqual(7777);
  expect(bytesOf('memory')).toBeLessThan(7777 + 200);
});

test('an object with few properties, or of another class, is no container', () => {
  expect(sizeOf('record')).toBeNull();
  expect(sizeOf('date')).toBeNull();
});
