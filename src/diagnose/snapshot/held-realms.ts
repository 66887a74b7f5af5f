import { type DescribePath, type DescribedPath } from './describe-path';
import { type HeapGraph, nameOf, objectsNamed } from './heap-graph';
import { type PathTree, retainingPath } from './retaining-path';

/** Realms of files that are over and that the same thing holds. */
export interface HeldRealms {
  /** Numbers of the files, as in `TidemarkFile_<n>`, ascending. */
  readonly files: readonly number[];
  /** The last thing of the user's before the realm. */
  readonly heldBy: string;
  /** The path to the first of them. */
  readonly path: DescribedPath;
}

const markerClass = /^TidemarkFile_(\d+)$/;

/**
 * The realms in a snapshot that are over and still held, largest group first. A realm is found by an
 * object of a class named for its file, which stands on its global object and holds nothing else.
 * @param isOver Which files' realms should be gone.
 */
export function heldRealms(
  graph: HeapGraph,
  tree: PathTree,
  describe: DescribePath,
  isOver: (file: number) => boolean,
  noteOf?: (node: number) => string | null,
): HeldRealms[] {
  const groups = new Map<string, { files: number[]; path: DescribedPath }>();
  for (const [file, marker] of markers(graph)) {
    const path = isOver(file) ? retainingPath(graph, tree, marker) : null;
    if (!path) continue;
    // The marker is ours: where no NativeContext is on the way, the path ends at what it stands on.
    const described = describe(path.slice(0, -1), 'over', noteOf);
    const group = groups.get(described.last);
    if (group) group.files.push(file);
    else groups.set(described.last, { files: [file], path: described });
  }
  return Array.from(groups, ([heldBy, group]) => ({ heldBy, ...group })).toSorted(
    (a, b) => b.files.length - a.files.length,
  );
}

function markers(graph: HeapGraph): [file: number, marker: number][] {
  const numbered = objectsNamed(graph, (name) => markerClass.test(name)).map(
    (node): [number, number] => [Number(markerClass.exec(nameOf(graph, node))?.[1]), node],
  );
  return numbered.toSorted(([a], [b]) => a - b);
}
