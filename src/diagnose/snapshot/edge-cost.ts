import { edgeCode, type HeapGraph, nameOf } from './heap-graph';

/** What a search may do with an edge, besides the cost of passing it. */
export const notFollowed = 0;
/** An entry of a WeakMap: holds its value only where both the key and the table are held. */
export const ephemeron = 255;

const cheap = 1;
/**
 * Edges that every object has, or that lead to the machinery of a realm: true, and no explanation as
 * long as there is another way. The way along a list of timers takes a step for each.
 */
export const costly = 60;

const weak = edgeCode('weak');
const shortcut = edgeCode('shortcut');
const property = edgeCode('property');
const internal = edgeCode('internal');

/** What carries the store of an AsyncLocalStorage along: until Node 22, and since Node 24. */
export const asyncContextEdges: readonly string[] = [
  '<symbol kResourceStore>',
  '<symbol kAsyncContextFrame>',
];

const costlyProperties = new Set([
  '__proto__',
  'constructor',
  'prototype',
  // True, and over when the asynchronous call is.
  ...asyncContextEdges,
]);
const costlyInternals =
  /^(map|prototype|constructor|extension|shared|native_context|feedback_\w+|back_pointer|transitions|script|script_or_debug_info)$/;
/** Held for the rest of the running job only, or as long as V8 compiles a function or serializes a value. */
const transientInternals = /^(weak_refs_keep_during_job|current_microtask)$|\/ IdentityMapBase$/;

/**
 * Roots that hold nothing once the stack is empty; V8's tables of strings, which are weak; and Node's
 * list of all its native objects (the first name in Node 20, the second in 22), whose weak references
 * are shown as strong: through it every realm, script and stream seems to be held. What Node does
 * hold, such as an open server, is a global handle as well.
 */
const skippedNames = new Set([
  '(Stack roots)',
  '(Handle scope)',
  '(Weak roots)',
  '(Internalized strings)',
  '(External strings)',
  'C++ native stack roots',
  'Node / CleanupQueue',
  'Node / BaseObjectList',
]);

/** As a cost of a node: no path may pass it. */
const blocked = 200;

/**
 * A function that gives each edge its cost, `notFollowed` or `ephemeron`.
 * @param isOwn Whether a node belongs to the watching and not to what is watched.
 */
export function edgeCosts(
  graph: HeapGraph,
  isOwn: (node: number) => boolean,
): (edge: number) => number {
  // Names are few beside edges: each is decoded once. 0 is not known yet.
  const propertyCost = new Uint8Array(graph.strings.count);
  const internalCost = new Uint8Array(graph.strings.count);
  const nodeCost = new Uint8Array(graph.strings.count);

  function costOfProperty(name: number): number {
    return (propertyCost[name] ||= costlyProperties.has(graph.strings.at(name)) ? costly : cheap);
  }

  function costOfInternal(name: number): number {
    return (internalCost[name] ||= classifyInternal(graph.strings.at(name)));
  }

  function costOfNode(node: number): number {
    if (isOwn(node)) return blocked;
    return (nodeCost[graph.nodeName[node] ?? 0] ||= classifyNode(nameOf(graph, node)));
  }

  return function costOf(edge) {
    const kind = graph.edgeKind[edge] ?? weak;
    if (kind === weak || kind === shortcut) return notFollowed;
    const target = costOfNode(graph.edgeTo[edge] ?? 0);
    if (target === blocked) return notFollowed;
    const name = graph.edgeName[edge] ?? 0;
    if (kind === property) return Math.max(target, costOfProperty(name));
    if (kind !== internal) return target;
    const own = costOfInternal(name);
    return own === blocked ? notFollowed : Math.max(target, own);
  };
}

function classifyInternal(name: string): number {
  if (transientInternals.test(name)) return blocked;
  if (ephemeronTableId(name) !== null) return ephemeron;
  return costlyInternals.test(name) ? costly : cheap;
}

function classifyNode(name: string): number {
  if (skippedNames.has(name)) return blocked;
  return name === 'system / NativeContext' ? costly : cheap;
}

/**
 * The id of the table from the name of a WeakMap entry, such as `7 / part of key (Key @61) -> value
 * (Value @63) pair in WeakMap (table @59)`. Both the key and the table have an edge of that name to
 * the value. Null for any other name.
 */
export function ephemeronTableId(edgeName: string): number | null {
  const match = edgeName.includes('part of key (')
    ? /pair in WeakMap \(table @(\d+)\)$/.exec(edgeName)
    : null;
  return match ? Number(match[1]) : null;
}
