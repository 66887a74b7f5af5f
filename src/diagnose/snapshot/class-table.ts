import type { Attribution } from './attribution';
import { type HeapGraph, nodeCode, nodeKinds } from './heap-graph';
import { classLabel } from './node-label';

/** Objects of one class: `Map`, `function onData`, `string`. */
export interface ClassRow {
  readonly name: string;
  readonly count: number;
  /** With what V8 keeps for them: tables, elements, the memory of an ArrayBuffer. */
  readonly bytes: number;
}

/** What changed below one holder, with one changed node of each class. */
export interface HolderTally {
  readonly classes: Map<string, { count: number; bytes: number; example: number }>;
  bytes: number;
  count: number;
}

/** Compiled code and hidden classes: a process that gets warm gains them, and nobody leaks them. */
const machinery = new Set([nodeCode('code'), nodeCode('object shape')]);

/** What of the nodes of a snapshot does not stand in the other. */
export interface Changes {
  readonly isChanged: (node: number) => boolean;
  /** Bytes; of an unchanged node how much larger it is here: memory that was enlarged keeps its id. */
  readonly bytesOf: (node: number) => number;
}

/** Sums up changed nodes by the id of their holder, and by class. */
export function tally(
  graph: HeapGraph,
  { owner, holder }: Attribution,
  { isChanged, bytesOf }: Changes,
): Map<number, HolderTally> {
  const tallies = new Map<number, HolderTally>();
  const labels = new Map<number, string>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const held = holder[node] ?? -1;
    const own = owner[node] ?? -1;
    const bytes = bytesOf(node);
    if (held < 0 || own < 0 || !(isChanged(node) || bytes > 0)) continue;
    if (machinery.has(graph.nodeKind[node] ?? 0)) continue;
    const id = graph.nodeId[held] ?? 0;
    const sum = tallies.get(id) ?? { classes: new Map(), bytes: 0, count: 0 };
    tallies.set(id, sum);
    const name = cachedLabel(graph, own, labels);
    const row = sum.classes.get(name) ?? { count: 0, bytes: 0, example: node };
    sum.classes.set(name, row);
    sum.bytes += bytes;
    row.bytes += bytes;
    if (own !== node || !isChanged(node)) continue;
    if (row.count === 0) row.example = node;
    row.count++;
    sum.count++;
  }
  return tallies;
}

/** Labels by name and kind: a class has few names and many objects. */
function cachedLabel(graph: HeapGraph, node: number, labels: Map<number, string>): string {
  const key = (graph.nodeName[node] ?? 0) * nodeKinds.length + (graph.nodeKind[node] ?? 0);
  const known = labels.get(key);
  if (known !== undefined) return known;
  const label = classLabel(graph, node);
  labels.set(key, label);
  return label;
}

/** Gained less lost by class, largest first; classes that lost as much as they gained are left out. */
export function netClasses(
  gained: HolderTally['classes'],
  lost: HolderTally['classes'] | undefined,
): ClassRow[] {
  const rows = Array.from(gained, ([name, { count, bytes }]) => {
    const gone = lost?.get(name) ?? { count: 0, bytes: 0 };
    return { name, count: count - gone.count, bytes: bytes - gone.bytes };
  });
  return rows.filter((row) => row.bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
}

/** The rows of two tables, added up by class. */
export function addClasses(left: readonly ClassRow[], right: readonly ClassRow[]): ClassRow[] {
  const rows = new Map(left.map((row) => [row.name, row]));
  for (const { name, count, bytes } of right) {
    const row = rows.get(name);
    rows.set(name, { name, count: count + (row?.count ?? 0), bytes: bytes + (row?.bytes ?? 0) });
  }
  return [...rows.values()].toSorted((a, b) => b.bytes - a.bytes);
}
