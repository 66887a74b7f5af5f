import { type Growth, growthBetween } from '../../../src/diagnose/snapshot/growth';
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
  if (n % 10 === 0) buffers.push(Buffer.alloc(100000));
};
exports.head = () => head;
exports.state = () => state;`,
};

let growth: Growth;

beforeAll(async () => {
  const { dir, graphs } = await snapshotsOf(files);
  const [older, newer] = graphs;
  if (!older || !newer) throw new Error('two snapshots are needed');
  growth = growthBetween(older, newer, { run: { rootDir: dir }, ownClasses: new Set() });
});

/** The holder whose description ends so. */
function holderOf(end: string) {
  const found = growth.holders.filter(({ path }) => path.text.endsWith(end));
  expect(found).toHaveLength(1);
  return found[0];
}

const classesOf = (end: string) =>
  Object.fromEntries(holderOf(end)?.classes.map(({ name, count }) => [name, count]) ?? []);

test.each([
  ['module src/app.js .exports .cache → Map → Row (src/app.js:2)', { Row: 100, string: 200 }],
  ["variable 'seen' → Set → Visit (src/app.js:5)", { Visit: 100 }],
  ["variable 'counts' → string", { string: 100 }],
  ["variable 'head' → Node (src/app.js:4)", { Node: 100 }],
  ["variable 'buffers' → Array → Buffer", { Buffer: 10, ArrayBuffer: 10, Array: 0 }],
])('counts what %s gained, by class', (end, classes) => {
  expect(classesOf(end)).toEqual(classes);
});

test('the memory of an ArrayBuffer counts, and ranks first', () => {
  expect(growth.holders[0]?.path.text).toContain("variable 'buffers'");
  expect(growth.holders[0]?.bytes).toBeGreaterThan(10 * 100_000);
});

test('many small lists that grow alike are told once', () => {
  const users = holderOf("variable 'perUser' → Array → Array → Object");
  expect(users).toMatchObject({ holders: 20, count: 100 });
});

test('what comes and goes in its place is no growth', () => {
  const texts = growth.holders.map(({ path }) => path.text).join('\n');
  expect(texts).not.toContain('.recent');
  expect(texts).not.toContain("variable 'state'");
});

test("what Jest's own code holds is left out, and its bytes are told", () => {
  expect(growth.holders.filter(({ path }) => path.text.includes('jest'))).toEqual([]);
  expect(growth.jestBytes).toBeGreaterThan(100 * 32);
});

test('containers come with their size at both times, parents before children', () => {
  const rows = growth.containers.map(({ path, before, after, containers, depth }) => [
    path.text.split(' → ').slice(-2).join(' → '),
    [before.kind, before.entries, after.entries],
    containers,
    depth,
  ]);
  expect(rows).toEqual(
    expect.arrayContaining([
      ['module src/app.js .exports .cache → Map', ['Map', 400, 500], 1, 0],
      ["variable 'seen' → Set", ['Set', 400, 500], 1, 0],
      ["variable 'counts' → Object", ['dictionary', 400, 500], 1, 0],
      ['Array → Array', ['Array', 400, 500], 20, 0],
      ["variable 'groups' → Map", ['Map', 401, 501], 1, 0],
      ['Map → Array', ['Array', 800, 1000], 1, 1],
    ]),
  );
  expect(rows.map(([, , , depth]) => depth)).toEqual([0, 0, 0, 0, 0, 0, 1]);
});
