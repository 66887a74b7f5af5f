import * as fc from 'fast-check';
import { type EdgeKind, type HeapGraph, nameOf } from '../../../src/diagnose/snapshot/heap-graph';
import {
  retainingPath,
  searchPaths,
  unreached,
} from '../../../src/diagnose/snapshot/retaining-path';
import { graphOf, type NodeSpec } from './graph-of';

const nodeTotal = 9;
const node = fc.integer({ min: 0, max: nodeTotal - 1 });
const edge = fc.record({
  from: node,
  to: node,
  kind: fc.constantFrom<EdgeKind>('property', 'internal', 'context', 'element', 'weak', 'shortcut'),
  name: fc.constantFrom(
    '1',
    '2',
    'map',
    '__proto__',
    'constructor',
    'weak_refs_keep_during_job',
    '7 / IdentityMapBase',
  ),
});
const entry = fc.record({ key: node, value: node, table: node });
const names = fc.constantFrom('A', 'B', 'Own', '(Stack roots)', 'system / NativeContext');

const heap = fc
  .record({
    names: fc.array(names, { minLength: nodeTotal, maxLength: nodeTotal }),
    edges: fc.array(edge, { maxLength: 30 }),
    entries: fc.array(entry, { maxLength: 6 }),
  })
  .map(({ names: drawn, edges, entries }) => ({
    edges,
    // V8 has no entry whose key is the table itself, nor two tables in one node.
    entries: entries.filter(({ key, table }) => key !== table),
    names: drawn.map((name, at) => (at === 0 ? '' : name)),
  }));
type Heap = ReturnType<typeof heap.generate>['value'];

const idOf = (at: number) => 2 * at + 1;

function entryName(key: number, value: number, table: number): string {
  return `1 / part of key (A @${idOf(key)}) -> value (B @${idOf(value)}) pair in WeakMap (table @${idOf(table)})`;
}

function build({ names: drawn, edges, entries }: Heap): HeapGraph {
  const nodes: NodeSpec[] = drawn.map((name, at) => ({
    name,
    edges: [
      ...edges.filter(({ from }) => from === at),
      ...entries
        .filter(({ key, table }) => key === at || table === at)
        .map(({ key, value, table }) => ({
          kind: 'internal' as const,
          name: entryName(key, value, table),
          to: value,
        })),
    ],
  }));
  return graphOf(nodes);
}

const isFollowed = (kind: string, name: string) =>
  kind !== 'weak' &&
  kind !== 'shortcut' &&
  !(kind === 'internal' && /weak_refs_keep_during_job|IdentityMapBase/.test(name));

/** The rules once more, each edge tried again and again until nothing gets cheaper. */
function slowCosts({ names: drawn, edges, entries }: Heap): number[] {
  const cost = drawn.map((_, at) => (at === 0 ? 0 : Infinity));
  const isBlocked = (at: number) => drawn[at] === 'Own' || drawn[at] === '(Stack roots)';
  const costly = (kind: string, name: string, to: number) =>
    drawn[to] === 'system / NativeContext' ||
    (kind === 'property' && (name === '__proto__' || name === 'constructor')) ||
    (kind === 'internal' && (name === 'map' || name === 'constructor'));
  const at = (place: number) => cost[place] ?? Infinity;
  for (let round = 0; round < nodeTotal * 2; round++) {
    for (const { from, to, kind, name } of edges) {
      if (isBlocked(to) || !isFollowed(kind, name)) continue;
      cost[to] = Math.min(at(to), at(from) + (costly(kind, name, to) ? 60 : 1));
    }
    for (const { key, value, table } of entries) {
      if (!isBlocked(value)) cost[value] = Math.min(at(value), Math.max(at(key), at(table)) + 1);
    }
  }
  return cost;
}

test('costs are those of a slow search, and the paths run over edges that hold', () => {
  fc.assert(
    fc.property(heap, (drawn) => {
      const graph = build(drawn);
      const tree = searchPaths(graph, (at) => nameOf(graph, at) === 'Own');
      const costs = Array.from(tree.cost, (cost) => (cost === unreached ? Infinity : cost));
      expect(costs).toEqual(slowCosts(drawn));

      for (let target = 0; target < nodeTotal; target++) {
        const path = retainingPath(graph, tree, target);
        expect(path === null).toBe(costs[target] === Infinity);
        if (!path) continue;
        expect([path[0]?.node, path.at(-1)?.node]).toEqual([0, target]);
        path.slice(1).forEach((step, before) => {
          expect(['weak', 'shortcut']).not.toContain(step.edge?.kind);
          expect(['Own', '(Stack roots)']).not.toContain(nameOf(graph, step.node));
          const from = path[before]?.node;
          const isEdge = drawn.edges.some((e) => e.from === from && e.to === step.node);
          const isEntry = drawn.entries.some((e) => e.key === from && e.value === step.node);
          expect(isEdge || isEntry).toBe(true);
        });
      }
    }),
    { numRuns: 2000, seed: 20 },
  );
});

const property = (name: string, to: number) => ({ kind: 'property' as const, name, to });

test('a value in a WeakMap is not held by its key alone, nor by the table alone', () => {
  const both = [{ kind: 'internal' as const, name: entryName(1, 3, 2), to: 3 }];
  const held = (roots: number[]) =>
    graphOf([
      { name: '', edges: roots.map((to) => property('root', to)) },
      { name: 'Key', edges: both },
      { name: 'Table', edges: both },
      { name: 'Value', edges: [] },
    ]);
  const pathOf = (roots: number[]) => retainingPath(held(roots), searchPaths(held(roots)), 3);
  expect(pathOf([1])).toBeNull();
  expect(pathOf([2])).toBeNull();
  expect(pathOf([1, 2])?.map(({ node: at }) => at)).toEqual([0, 1, 3]);
  expect(pathOf([2, 1])?.map(({ node: at }) => at)).toEqual([0, 1, 3]);
});
