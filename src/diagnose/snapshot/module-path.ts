import { edgeCode, edgeNameOf, type HeapGraph, kindOf } from './heap-graph';
import type { KnownModules } from './known-modules';
import { isGlobal } from './node-label';
import type { RetainingPath } from './retaining-path';
import type { Locate } from './source-place';

/** A value that a module exports under a name. */
interface Export {
  readonly exports: number;
  readonly name: string;
  readonly file: string;
}

/**
 * Leads a path through the module that exports something on it. Where tests run, the cheapest path to what
 * a module keeps mostly comes from the test function that calls the module: as true, and no answer to whose
 * it is. Only for things that stand in a live realm.
 */
export function pathsThroughModules(
  graph: HeapGraph,
  modules: KnownModules,
  locate: Locate,
): (path: RetainingPath) => RetainingPath {
  const exported = exportedValues(graph, modules, locate);
  return function throughModule(path) {
    for (let at = path.length - 1; at > 0; at--) {
      const node = path[at]?.node ?? 0;
      if (modules.builtin.has(node) || modules.loaded.has(node)) return path;
      const found = exported.get(node);
      const root = path[0];
      if (found === undefined || root === undefined) continue;
      const edge = { kind: 'property', name: found.name } as const;
      return [root, { node: found.exports, edge: null }, { node, edge }, ...path.slice(at + 1)];
    }
    return path;
  };
}

function exportedValues(
  graph: HeapGraph,
  { loaded }: KnownModules,
  locate: Locate,
): Map<number, Export> {
  const property = edgeCode('property');
  const values = new Map<number, Export>();
  for (const [exports, file] of loaded) {
    const end = graph.firstEdge[exports + 1] ?? 0;
    for (let edge = graph.firstEdge[exports] ?? 0; edge < end; edge++) {
      const value = graph.edgeTo[edge] ?? 0;
      if (graph.edgeKind[edge] !== property || !isTelling(graph, value)) continue;
      const name = edgeNameOf(graph, edge);
      // What several modules pass on is told as that of the module where its code lies, else of the first.
      const isOwn = locate(value)?.file === file;
      if (name !== '__proto__' && (isOwn || !values.has(value)))
        values.set(value, { exports, name, file });
    }
  }
  return values;
}

function isTelling(graph: HeapGraph, node: number): boolean {
  const kind = kindOf(graph, node);
  return kind === 'closure' || (kind === 'object' && !isGlobal(graph, node));
}
