import { growthOutsideHeap, type MemoryFloor } from '../../src/diagnose/outside-heap';
import { memoryOutside, type MemoryOutside } from '../../src/diagnose/snapshot/memory-outside';
import { snapshotsOf } from './snapshot/child-snapshots';

const MiB = 1024 ** 2;
const none = { count: 0, bytes: 0, largest: 0 };
const quiet: MemoryOutside = { arrayBuffers: none, wasm: none, threads: 1, addons: [] };
const floor = (heapUsed: number, arrayBuffers: number, external: number, rss: number) => ({
  heapUsed: heapUsed * MiB,
  arrayBuffers: arrayBuffers * MiB,
  external: external * MiB,
  rss: rss * MiB,
});
const first: MemoryFloor = floor(20, 1, 3, 80);

test.each([
  ['heap', floor(50, 1, 3, 110), undefined],
  ['nothing', floor(20, 1, 3, 80.5), undefined],
  ['array buffers', floor(21, 41, 43, 122), 'array-buffers'],
  ['external memory', floor(21, 1, 33, 112), 'external'],
  ['native memory', floor(21, 1, 3, 180), 'native'],
])('tells growth of %s', (_, last, kind) => {
  expect(growthOutsideHeap(first, last, [])?.kind).toBe(kind);
});

test('array buffers come with their number and sizes at each snapshot', () => {
  const outside = [10, 20].map((count) => ({
    ...quiet,
    arrayBuffers: { count, bytes: count * MiB, largest: MiB },
  }));
  expect(growthOutsideHeap(first, floor(21, 11, 13, 92), outside)?.sentence).toBe(
    '10 MiB were gained outside the heap, in array buffers (Buffers and typed arrays): 10 → 20 of them, 10 MiB → 20 MiB, the largest 1 MiB.',
  );
});

test('WebAssembly and threads are told apart by what the snapshots show', () => {
  const wasm = [5, 45].map((size) => ({
    ...quiet,
    wasm: { count: 1, bytes: size * MiB, largest: size * MiB },
  }));
  expect(growthOutsideHeap(first, floor(21, 1, 43, 122), wasm)?.sentence).toBe(
    'The memory of WebAssembly grew outside the heap: 1 → 1 of them, 5 MiB → 45 MiB, the largest 45 MiB.',
  );
  const threads = [1, 3, 7].map((count) => ({ ...quiet, threads: count }));
  expect(growthOutsideHeap(first, floor(21, 1, 3, 180), threads)?.sentence).toContain('1 → 3 → 7');
});

test('native code is told with the addons that are loaded', () => {
  const addons = ['/a/node_modules/sharp/build/sharp.node', '/b/sqlite3.node'];
  const told = growthOutsideHeap(first, floor(21, 1, 3, 180), [{ ...quiet, addons }]);
  expect(told?.sentence).toMatch(/^99 MiB of resident .* loaded: sharp\.node, sqlite3\.node\.$/);
  expect(growthOutsideHeap(first, floor(21, 1, 3, 180), [quiet])?.sentence).toMatch(
    /No native add/,
  );
});

test('a snapshot shows array buffers, WebAssembly, threads and addons', async () => {
  const { graphs } = await snapshotsOf({
    'main.js': `
const { Worker } = require('node:worker_threads');
class Memory { constructor() { this.buffer = new ArrayBuffer(10); } }
exports.kept = [new Uint8Array(3e6), new Memory(), new WebAssembly.Memory({ initial: 2, maximum: 9 })];
exports.kept[2].buffer;
exports.threads = [1, 2].map(() => new Worker('setInterval(() => {}, 1000)', { eval: true }));
const file = __dirname + '/fake.node';
require.cache[file] = Object.assign(new module.constructor(file), { filename: file });
setTimeout(() => { snapshot(); process.exit(); }, 200);`,
  });
  const [graph] = graphs;
  if (!graph) throw new Error('no snapshot');
  const { arrayBuffers, wasm, threads, addons } = memoryOutside(graph);
  expect(arrayBuffers.largest).toBe(3e6);
  expect(wasm).toEqual({ count: 1, bytes: 131_072, largest: 131_072 });
  expect(threads).toBe(2);
  expect(addons).toEqual([expect.stringMatching(/fake\.node$/)]);
});
