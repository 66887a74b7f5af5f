import { follow, type HeapGraph, kindOf, nameOf, type NodeKind } from './heap-graph';

const leaves: { readonly [K in NodeKind]?: string } = {
  string: 'string',
  'concatenated string': 'string',
  'sliced string': 'string',
  number: 'number',
  bigint: 'bigint',
  symbol: 'symbol',
  regexp: 'RegExp',
};

const coreClasses: { readonly [name: string]: string } = {
  Timeout: 'timer (Timeout)',
  Immediate: 'timer (Immediate)',
  native_bind: 'bound function',
};

const leafLabels = new Set(Object.values(leaves));

/** Whether a label stands for values that hold nothing of the user's. */
export const isLeafLabel = (label: string): boolean => leafLabels.has(label);

/** Whether a node is something that the user's code has a word for, and not V8's inner workings. */
export function isVisible(graph: HeapGraph, node: number): boolean {
  const kind = kindOf(graph, node);
  if (kind === 'object' || kind === 'native') return !nameOf(graph, node).startsWith('system / ');
  return kind === 'closure' || kind in leaves;
}

/** What the user would call a node. Never the content of a string: it may be a secret. */
export const labelOf = (graph: HeapGraph, node: number): string =>
  isGlobal(graph, node) ? 'globalThis' : classLabel(graph, node);

/** The label that all nodes of the same kind and name share. */
export function classLabel(graph: HeapGraph, node: number): string {
  const kind = kindOf(graph, node);
  const leaf = leaves[kind];
  if (leaf !== undefined) return leaf;
  const name = nameOf(graph, node);
  if (kind === 'synthetic') return `root ${name}`.trim();
  const known = Object.hasOwn(coreClasses, name) ? coreClasses[name] : undefined;
  if (known !== undefined) return known;
  if (kind === 'closure') return name === '' ? 'function' : `function ${name}`;
  return name.startsWith('Node / ') ? `native ${name.slice(7)}` : name;
}

/** An object whose class says nothing: in the middle of a path its properties stand for it. */
export const isPlain = (graph: HeapGraph, node: number): boolean =>
  kindOf(graph, node) === 'object' && nameOf(graph, node) === 'Object' && !isGlobal(graph, node);

/** Node 26 has `global (global*)` and `global (global this)` for the object and its proxy. */
const isGlobalName = (name: string): boolean => name === 'global' || name.startsWith('global (');

/** The global object of a realm, or the sandbox that stands for it in a `vm` context. */
export function isGlobal(graph: HeapGraph, node: number): boolean {
  if (kindOf(graph, node) !== 'object') return false;
  if (isGlobalName(nameOf(graph, node))) return true;
  const global =
    nameOf(graph, node) === 'Object' ? follow(graph, node, 'property', 'global') : null;
  return (
    global !== null && kindOf(graph, global) === 'object' && isGlobalName(nameOf(graph, global))
  );
}
