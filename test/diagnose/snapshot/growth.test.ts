import { pathTeller } from '../../../src/diagnose/snapshot/describe-path';
import { type GrowingHolder, growingHolders } from '../../../src/diagnose/snapshot/growing-holders';
import { gainsBetween, indexHeap } from '../../../src/diagnose/snapshot/growth';
import { steadyGains } from '../../../src/diagnose/snapshot/steady-gains';
import { snapshotsOf } from './child-snapshots';

const files = {
  'main.js': `
const app = require('./src/app');
const jest = require('./node_modules/jest-circus/index.js');
let n = 0;
const round = (times) => { for (let i = 0; i < times; i++, n++) { app.use(n); jest.record(n); } };
// What a first round allocates once (tables, hidden classes) is no growth of interest.
round(400);
snapshot();
round(100);
snapshot();
process.exit();`,
  'node_modules/jest-circus/index.js': `
const events = [];
exports.record = (n) => { events.push({ n: String(n) }); };`,
  'src/app.js': `
class Row { constructor(n) { this.name = 'row ' + n; } }
class Recent { constructor(n) { this.name = 'recent ' + n; } }
class Node { constructor(next) { this.next = next; } }
class Visit {}
const cache = new Map();
const recent = new Map();
const seen = new Set();
const counts = {};
const perUser = Array.from({ length: 20 }, () => []);
let head = null;
const enlarged = new WebAssembly.Memory({ initial: 1, maximum: 10000 });
let state = { version: new Uint8Array(1000) };
const buffers = [];
const groups = new Map([['all', []]]);
exports.cache = cache;
exports.recent = recent;
exports.use = function use(n) {
  cache.set('key ' + n, new Row(n));
  // A cache at its limit: one in, one out.
  recent.set(n % 50, new Recent(n));
  seen.add(new Visit());
  counts['count ' + n] = n;
  perUser[n % 20].push({ at: String(n) });
  head = new Node(head);
  groups.set('group ' + n, Symbol());
  groups.get('all').push({}, {});
  state = { version: new Uint8Array(1000) };
  enlarged.grow(1);
  // Since Node 26 there is no buffer before it is asked for.
  enlarged.buffer;
  if (n % 10 === 0) buffers.push(Buffer.alloc(100000));
};
exports.head = () => head;
exports.state = () => state;`,
};

let holders: readonly GrowingHolder[];

beforeAll(async () => {
  const { dir, graphs } = await snapshotsOf(files);
  const [older, newer] = graphs.map((graph) => indexHeap(graph, () => false));
  if (!older || !newer) throw new Error('two snapshots are needed');
  const steady = steadyGains([{ runs: 100, gains: gainsBetween(older, newer) }], newer, 0);
  const teller = pathTeller(newer.graph, { rootDir: dir });
  holders = growingHolders(steady, newer, teller, (sizes) => `at ${sizes.length} times`);
});

/** The holder whose description ends so. */
function holderOf(end: string) {
  const found = holders.filter(({ path }) => path.text.endsWith(end));
  expect(found).toHaveLength(1);
  return found[0];
}

const classesOf = (end: string) =>
  Object.fromEntries(holderOf(end)?.classes.map(({ name, count }) => [name, count]) ?? []);

test.each([
  [
    'module src/app.js .exports .cache → Map (at 2 times) → Row (src/app.js:2)',
    { Row: 100, string: 200 },
  ],
  ["variable 'seen' → Set (at 2 times) → Visit (src/app.js:5)", { Visit: 100 }],
  ["variable 'counts' → Object (at 2 times) → string", { string: 100 }],
  ["variable 'head' → Node (src/app.js:4)", { Node: 100 }],
  ["variable 'buffers' → Array (at 2 times) → Buffer", { Buffer: 10, ArrayBuffer: 10, Array: 0 }],
])('counts what %s gained, by class', (end, classes) => {
  expect(classesOf(end)).toEqual(classes);
});

test('the memory of an ArrayBuffer counts', () => {
  const buffers = holderOf("variable 'buffers' → Array (at 2 times) → Buffer");
  expect(buffers?.bytes).toBeGreaterThan(10 * 100_000);
  expect(buffers?.sample).toBe('Buffer of 97.7 KiB');
});

test('memory that was enlarged in its place counts, and is no new object', () => {
  const enlarged = holderOf("variable 'enlarged' → Memory → ArrayBuffer");
  expect(enlarged?.bytes).toBeGreaterThanOrEqual(100 * 65_536);
  expect(enlarged?.classes).toEqual([{ name: 'ArrayBuffer', count: 0, bytes: enlarged?.bytes }]);
});

test('many small lists that grow alike are told once', () => {
  const users = holderOf("variable 'perUser' → Array → Array (20 of them, at 2 times) → Object");
  expect(users).toMatchObject({ holders: 20, sizes: [{ entries: 400 }, { entries: 500 }] });
  expect(users?.classes[0]).toMatchObject({ name: 'Object', count: 100 });
});

test('what comes and goes in its place is no growth', () => {
  const texts = holders.map(({ path }) => path.text).join('\n');
  expect(texts).not.toContain('.recent');
  expect(texts).not.toContain("variable 'state'");
});

test("what Jest's own code holds is known as such", () => {
  const ofJest = holders.filter(({ path }) => path.text.includes("variable 'events'"));
  expect(ofJest.map(({ path }) => path.owner)).toEqual(['jest']);
});

test('a container inside a growing one is not told beside it: what it gained is put down to that', () => {
  const groups = holders.filter(({ path }) => path.text.includes("variable 'groups'"));
  expect(groups).toHaveLength(1);
  expect(groups[0]?.classes).toContainEqual(
    expect.objectContaining({ name: 'Object', count: 200 }),
  );
});

test('containers come with their size at both times, with the path to them and a sample', () => {
  const containers = holders.flatMap(({ own, sizes, sample }) =>
    sizes === null ? [] : [[own.text.split(' → ').slice(-2), sizes.map(entriesOf), sample]],
  );
  expect(containers).toEqual(
    expect.arrayContaining([
      [['module src/app.js .exports .cache', 'Map'], [400, 500], 'Row (src/app.js:2)'],
      [["variable 'counts'", 'Object'], [400, 500], 'string'],
      [['Array', 'Array'], [400, 500], 'Object { at, … }'],
    ]),
  );
});

const entriesOf = ({ entries }: { readonly entries: number | null }) => entries;
