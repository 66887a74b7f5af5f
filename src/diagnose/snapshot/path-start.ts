import { type HeapGraph, nameOf } from './heap-graph';
import type { KnownModules } from './known-modules';
import { isGlobal, isPlain, isVisible, labelOf } from './node-label';
import type { RetainingPath } from './retaining-path';
import type { CodeOwner } from './source-place';

/** Where the text of a path starts: everything before is how Node, or Jest, holds it. */
export interface PathStart {
  /** Index into the path. */
  readonly at: number;
  /** Null where the text starts with the user's own code, which is the next thing on the path. */
  readonly text: string | null;
  /** The file of the module that the path starts at, or null. */
  readonly file: string | null;
  /** Whether the start is always held, so that nothing before it matters. */
  readonly isHeld: boolean;
}

/**
 * Whether the code at the end of the path is still meant to be there. A file that is over leaves its
 * modules behind together with its realm: they explain nothing, only what is outside of it does.
 */
export type Realm = 'live' | 'over';

/**
 * The last thing on the path that is always held: a builtin module and, in a live realm, a module or
 * the global object; else the last core object before the user's code.
 */
export function startOfPath(
  graph: HeapGraph,
  path: RetainingPath,
  realm: Realm,
  modules: KnownModules,
  ownerAt: (node: number) => CodeOwner | null,
): PathStart {
  const firstUser = path.findIndex(({ node }) => ownerAt(node) === 'user');
  const end = firstUser < 0 ? path.length : firstUser;
  for (let at = path.length - 1; at > 0; at--) {
    const node = path[at]?.node ?? 0;
    const builtin = builtinStart(graph, node, at, modules);
    if (builtin) return builtin;
    // What a realm that is over left behind comes after some code of the user's that is held.
    const isLive = realm === 'live' || at < end;
    const live = isLive && at < path.length - 1 ? liveStart(graph, node, at, modules) : null;
    if (live) return live;
  }
  for (let at = end - 1; at > 0; at--) {
    const node = path[at]?.node ?? 0;
    if (!isTelling(graph, node)) continue;
    if (firstUser >= 0 && ownerAt(node) === 'jest') break;
    return { at, text: labelOf(graph, node), file: null, isHeld: false };
  }
  if (firstUser > 0) return { at: firstUser - 1, text: null, file: null, isHeld: false };
  const at = Math.max(0, end - 1);
  return { at, text: labelOf(graph, path[at]?.node ?? 0), file: null, isHeld: false };
}

function builtinStart(
  graph: HeapGraph,
  node: number,
  at: number,
  modules: KnownModules,
): PathStart | null {
  const id = modules.builtin.get(node);
  if (id === undefined) return null;
  const isNamed = labelOf(graph, node) === id;
  const text = isNamed ? id : `Node module '${id}' ${exportsText(graph, node)}`;
  return { at, text, file: null, isHeld: true };
}

function liveStart(
  graph: HeapGraph,
  node: number,
  at: number,
  modules: KnownModules,
): PathStart | null {
  const file = modules.loaded.get(node);
  if (file !== undefined) return { at, text: exportsText(graph, node), file, isHeld: true };
  return isGlobal(graph, node) ? { at, text: 'globalThis', file: null, isHeld: true } : null;
}

function exportsText(graph: HeapGraph, node: number): string {
  if (nameOf(graph, node) === 'ModuleWrap') return '';
  return isPlain(graph, node) ? '.exports' : `.exports → ${labelOf(graph, node)}`;
}

const silentClasses = new Set(['Object', 'Array', 'Map', 'Set', 'Promise', 'AsyncContextFrame']);

const isTelling = (graph: HeapGraph, node: number): boolean =>
  isVisible(graph, node) && !silentClasses.has(labelOf(graph, node));
