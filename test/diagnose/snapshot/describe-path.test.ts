import path from 'node:path';
import {
  type DescribedPath,
  type DescribePath,
  pathTeller,
} from '../../../src/diagnose/snapshot/describe-path';
import { type HeapGraph, kindOf, nameOf } from '../../../src/diagnose/snapshot/heap-graph';
import {
  type PathTree,
  type RetainingPath,
  retainingPath,
  searchPaths,
} from '../../../src/diagnose/snapshot/retaining-path';
import type { ScriptPlace } from '../../../src/diagnose/snapshot/source-place';
import { snapshotsOf } from './child-snapshots';
import { knownHolders } from './known-holders';

let graph: HeapGraph;
let tree: PathTree;
let describePath: DescribePath;
let dir: string;

beforeAll(async () => {
  const child = await snapshotsOf(knownHolders);
  const [first] = child.graphs;
  if (!first) throw new Error('no snapshot');
  graph = first;
  dir = child.dir;
  tree = searchPaths(graph);
  describePath = pathTeller(graph, { rootDir: dir, packageOf }).describe;
});

const packageOf = (file: string) => (path.basename(file) === 'patch.js' ? 'fake-nock@1.2.3' : null);

/** The path to the first object of a class, or function of a name, that is held. */
function pathTo(name: string, kind: 'object' | 'closure'): RetainingPath | null {
  const nodes = Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
    (node) => kindOf(graph, node) === kind && nameOf(graph, node) === name,
  );
  // Else a path of null would only say that the object was collected.
  if (nodes.length === 0) throw new Error(`no ${name} in the snapshot`);
  return (
    nodes.map((node) => retainingPath(graph, tree, node)).find((held) => held !== null) ?? null
  );
}

function described(name: string, kind: 'object' | 'closure' = 'object'): DescribedPath {
  const found = pathTo(name, kind);
  if (!found) throw new Error(`nothing holds ${name}`);
  return describePath(found, 'live');
}

test.each([
  [
    'the entry of a Map in a variable of a module',
    'Row',
    "module src/app.js .exports .get → function (src/app.js:7) → variable 'cache' → Map → Object .rows → Array → Row (src/app.js:2)",
  ],
  [
    'a property of an object in a variable',
    'Session',
    "module src/app.js .exports .get → function (src/app.js:7) → variable 'table'.session → Session (src/app.js:3)",
  ],
  [
    'a private field',
    'Secret',
    "module src/app.js .exports .get → function (src/app.js:7) → variable 'table'.session → Session (src/app.js:3) .#secret → Secret (src/app.js:13)",
  ],
  [
    'a long chain, its repeats once',
    'End',
    'module src/app.js .exports .chain → Chain (src/app.js:4) .next → Chain x6 .next → End (src/app.js:5)',
  ],
  [
    'a core module patched over and over, with the package',
    'Hit',
    "Node module 'https' .exports .request → function patchedRequest (src/patch.js:7, fake-nock@1.2.3) → variable 'original' → function patchedRequest x4 → variable 'hits' → Array → Hit (src/patch.js:3, fake-nock@1.2.3)",
  ],
  [
    'a timer',
    'Poll',
    "timer (Timeout) ._onTimeout → function poll (src/poll.js:4) → variable 'polls' → Array → Poll (src/poll.js:2)",
  ],
  [
    'a listener on a core emitter',
    'Heard',
    "Node module 'cluster' .exports → EventEmitter ._events.fork → function onFork (src/listen.js:6) → variable 'heard' → Heard (src/listen.js:3)",
  ],
  [
    'the `this` of a bound function',
    'Handler',
    "Node module 'https' .exports .globalAgent → Agent ._events.free → Array → bound function → (bound this) → Handler (src/bound.js:2)",
  ],
  [
    'not the WeakMap that has a held key and is itself held from further away',
    'Meta',
    'module src/weak.js .exports .held.a.b.c.d.e.f → Meta (src/weak.js:3)',
  ],
  [
    'the WeakMap where nothing else holds the value',
    'OfKey',
    'module src/weak.js .exports .keys → Array → Key (src/weak.js:5) → (as key of a WeakMap) → OfKey (src/weak.js:4)',
  ],
  [
    "not Node's weak reference to every stream",
    'Zipped',
    'module src/script.js .exports .far → Far (src/script.js:5) .next → Far x60 .next.gzip → Gzip .zipped → Zipped (src/script.js:4)',
  ],
  ['an open server, which Node holds', 'Served', 'Server .served → Served (src/server.js:2)'],
  ['an export of an ES module', 'Stored', 'module src/store.mjs → Map → Stored (src/store.mjs:2)'],
  [
    'a variable of an ES module',
    'Unseen',
    "module src/store.mjs → variable 'unseen' → Array → Unseen (src/store.mjs:5)",
  ],
  ['a global variable', 'Kept', 'globalThis .kept → Array → Kept (src/global.js:2)'],
])('tells %s', (_, name, text) => {
  expect(described(name).text).toBe(text);
  expect(described(name).owner).toBe('user');
});

test("tells not Node's weak reference to every script", () => {
  // The name of a script's own class differs between versions of Node.
  expect(described('Payload').text).toMatch(
    /^module src\/script\.js \.exports \.far → Far .* x60 \.next\.script → [\w ]+ \.payload → Payload/,
  );
});

test('gives the places on the path, each once, with their packages', () => {
  expect(described('Hit').places).toEqual([
    { file: 'src/patch.js', line: 7, package: 'fake-nock@1.2.3' },
    { file: 'src/patch.js', line: 3, package: 'fake-nock@1.2.3' },
  ]);
  expect(described('Session').places[0]).toEqual({
    file: 'src/app.js',
    line: null,
    package: null,
  });
});

test('nothing holds what only a WeakRef of the running job holds', () => {
  expect(pathTo('Brief', 'object')).toBeNull();
});

test('the context of an asynchronous call is told apart', () => {
  expect(described('Store').isOfAsyncContext).toBe(true);
  expect(described('Store').text).toMatch(
    /^timer \(Timeout\) \[(kResourceStore|kAsyncContextFrame)\]/,
  );
  expect(described('Poll').isOfAsyncContext).toBe(false);
});

const toSource = (place: ScriptPlace): ScriptPlace => ({
  ...place,
  file: place.file.replace(/\.js$/, '.ts'),
  line: place.line + 100,
});

test('lines are those of the source where the code was transformed', () => {
  const found = pathTo('onFork', 'closure');
  const text = found && pathTeller(graph, { rootDir: dir, toSource }).describe(found, 'live').text;
  expect(text).toMatch(/ → function onFork \(src\/listen\.ts:106\)$/);
});

test('objects of our own are not passed', () => {
  const tableOf = (own: string[]) =>
    searchPaths(graph, (node) => own.includes(nameOf(graph, node)));
  const heard = Array.from({ length: graph.nodeCount }, (_, node) => node).find(
    (node) => kindOf(graph, node) === 'object' && nameOf(graph, node) === 'Held',
  );
  const textWith = (own: string[]) => {
    const held = heard === undefined ? null : retainingPath(graph, tableOf(own), heard);
    return held && describePath(held, 'live').text;
  };
  expect(textWith([])).toContain('Ours');
  expect(textWith(['Ours'])).toContain("variable 'far'");
  expect(textWith(['Ours', 'Theirs'])).toBeNull();
});
