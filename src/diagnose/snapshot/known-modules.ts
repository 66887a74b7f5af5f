import { edgeCode, follow, type HeapGraph, nameOf, objectsNamed } from './heap-graph';
import { fileName, ownerOfFile } from './source-place';

/** Modules by the node of their exports, or ES modules by their own. */
export interface KnownModules {
  /** Names of those of Node's own modules that a user can load. */
  readonly builtin: ReadonlyMap<number, string>;
  /** Absolute paths of those that were loaded from files, without Jest's own. */
  readonly loaded: ReadonlyMap<number, string>;
}

export function knownModules(graph: HeapGraph): KnownModules {
  return { builtin: builtinModules(graph), loaded: loadedModules(graph) };
}

function builtinModules(graph: HeapGraph): ReadonlyMap<number, string> {
  const modules = new Map<number, string>();
  for (const module of objectsNamed(graph, (name) => name === 'BuiltinModule')) {
    const id = follow(graph, module, 'property', 'id');
    const exported = follow(graph, module, 'property', 'exports');
    if (id === null || exported === null) continue;
    const name = nameOf(graph, id);
    if (!name.startsWith('internal/')) modules.set(exported, name);
  }
  return modules;
}

/** A CommonJS module, Node's or Jest's, is an object with `exports` and `filename`. */
function loadedModules(graph: HeapGraph): ReadonlyMap<number, string> {
  const modules = ecmaScriptModules(graph);
  const property = edgeCode('property');
  const filename = graph.strings.indexOf('filename');
  for (const module of objectsNamed(graph, (name) => name === 'Module' || name === 'Object')) {
    const end = graph.firstEdge[module + 1] ?? 0;
    for (let edge = graph.firstEdge[module] ?? 0; edge < end; edge++) {
      if (graph.edgeName[edge] !== filename || graph.edgeKind[edge] !== property) continue;
      const exported = follow(graph, module, 'property', 'exports');
      const file = nameOf(graph, graph.edgeTo[edge] ?? 0);
      // A module that passes another's exports on stands behind that one.
      if (exported !== null && ownerOfFile(file) === 'user' && !modules.has(exported))
        modules.set(exported, file);
    }
  }
  return modules;
}

function ecmaScriptModules(graph: HeapGraph): Map<number, string> {
  const modules = new Map<number, string>();
  for (const module of objectsNamed(graph, (name) => name === 'ModuleWrap')) {
    const url = follow(graph, module, 'property', 'url');
    const file = url === null ? '' : fileName(nameOf(graph, url));
    if (ownerOfFile(file) === 'user') modules.set(module, file);
  }
  return modules;
}
