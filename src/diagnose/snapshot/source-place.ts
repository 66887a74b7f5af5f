import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { follow, type HeapGraph, kindOf, nameOf } from './heap-graph';

/** A place in a script as V8 compiled it. Line and column count from 0. */
export interface ScriptPlace {
  readonly scriptId: number;
  /** Absolute path, `node:...`, or whatever the script is called. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Whose code a file is. `jest` is the machinery of the run itself, which is at work in every process
 * and no explanation of anything.
 */
export type CodeOwner = 'node' | 'jest' | 'user';

const jestPackages =
  /[\\/]node_modules[\\/](@jest|jest|jest-[^\\/]+|babel-jest|expect|emittery|pretty-format|jest-tidemark)[\\/]/;

export function ownerOfFile(file: string): CodeOwner {
  if (!path.isAbsolute(file)) return 'node';
  return jestPackages.test(file) ? 'jest' : 'user';
}

/** Finds where functions, and instances by their class, lie. Null for what has no place. */
export type Locate = (node: number) => ScriptPlace | null;

export function locateIn(graph: HeapGraph): Locate {
  const files = scriptFiles(graph);
  const { rowOf, rows } = graph.locations;
  return function locate(node) {
    const row = rowOf[node] ?? 0;
    if (row === 0) return null;
    const [scriptId = 0, line = 0, column = 0] = rows.subarray((row - 1) * 3, row * 3);
    const file = files.get(scriptId);
    return file === undefined ? null : { scriptId, file, line, column };
  };
}

/**
 * Finds what belongs to the watching: its functions, and instances of its classes. A list of names would
 * take a user's `Session` for ours.
 */
export function nodesOfFiles(
  graph: HeapGraph,
  isOwnFile: (file: string) => boolean,
): (node: number) => boolean {
  const files = scriptFiles(graph);
  const own = new Set([...files].flatMap(([id, file]) => (isOwnFile(file) ? [id] : [])));
  const { rowOf, rows } = graph.locations;
  return function isOwn(node) {
    const row = rowOf[node] ?? 0;
    return row !== 0 && own.has(rows[(row - 1) * 3] ?? -1);
  };
}

/** Names of the scripts that have a function in the snapshot: closure → shared → script → name. */
function scriptFiles(graph: HeapGraph): Map<number, string> {
  const files = new Map<number, string>();
  const { rowOf, rows } = graph.locations;
  for (let node = 0; node < graph.nodeCount; node++) {
    const row = rowOf[node] ?? 0;
    const scriptId = rows[(row - 1) * 3];
    if (row === 0 || scriptId === undefined || files.has(scriptId)) continue;
    if (kindOf(graph, node) !== 'closure') continue;
    const script = scriptOf(graph, node);
    if (script !== null) files.set(scriptId, fileName(nameOf(graph, script)));
  }
  return files;
}

function scriptOf(graph: HeapGraph, closure: number): number | null {
  const shared = follow(graph, closure, 'internal', 'shared');
  if (shared === null) return null;
  // `script` since Node 22; before that it shares its place with what a debugger leaves.
  const script =
    follow(graph, shared, 'internal', 'script') ??
    follow(graph, shared, 'internal', 'script_or_debug_info');
  if (script === null || nameOf(graph, script) !== 'system / DebugInfo') return script;
  return follow(graph, script, 'internal', 'script');
}

/** The path of a file from its name or URL; other names stay as they are. */
export function fileName(url: string): string {
  if (!url.startsWith('file://')) return url;
  try {
    return fileURLToPath(url);
  } catch {
    // A URL of another host or with an escaped slash names no file here; its text is all there is.
    return url;
  }
}
