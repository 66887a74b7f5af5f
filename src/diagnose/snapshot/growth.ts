import { attribute } from './attribution';
import { addClasses, type ClassRow, type HolderTally, netClasses, tally } from './class-table';
import { type GrownContainer, grownContainers } from './grown-containers';
import { describePathsOf, type DescribedPath, type RunContext } from './describe-path';
import type { HeapGraph } from './heap-graph';
import { nodesById } from './node-ids';
import { isLeafLabel, isVisible } from './node-label';
import { type PathTree, type RetainingPath, retainingPath, searchPaths } from './retaining-path';

/** What holds objects that a process gained, itself there before: the place to look at. */
export interface GrowingHolder {
  /** From the root through the holder to one of the outermost gained objects. */
  readonly path: DescribedPath;
  /** Holders of the same description: many small lists that grow the same way are told once. */
  readonly holders: number;
  /** Gained less lost. */
  readonly count: number;
  readonly bytes: number;
  /** The gained objects by class, most bytes first. */
  readonly classes: readonly ClassRow[];
}

export interface Growth {
  /** Most bytes first. */
  readonly holders: readonly GrowingHolder[];
  readonly containers: readonly GrownContainer[];
  /** Gained less lost in the whole heap, in bytes, and what holders left out for being Jest's own had. */
  readonly bytes: number;
  readonly jestBytes: number;
}

export interface GrowthOptions {
  readonly run: RunContext;
  /** Classes of objects that belong to the watching. */
  readonly ownClasses: ReadonlySet<string>;
}

/** Holders that are described before those alike are put together; more gain too little each. */
const mostDescribed = 2000;

/**
 * What a process gained between two snapshots, by holder: the nearest ancestor that stood in the older
 * snapshot already. What came and went in its place, as in a cache at its limit, is no growth.
 */
export function growthBetween(
  older: HeapGraph,
  newer: HeapGraph,
  { run, ownClasses }: GrowthOptions,
): Growth {
  const inOlder = nodesById(older);
  const inNewer = nodesById(newer);
  const tree = searchPaths(newer, ownClasses);
  const gained = tallyChanges(newer, tree, inOlder);
  const lost = tallyChanges(older, searchPaths(older, ownClasses), inNewer);

  const net = Array.from(gained, ([id, sum]) => netGrowth(id, sum, lost.get(id)));
  const growing = net.filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
  const describe = describePathsOf(newer, run);
  const described = growing.slice(0, mostDescribed).flatMap((holder) => {
    const path = retainingPath(newer, tree, holder.example);
    return path ? [{ ...holder, path: describe(upToGained(newer, path, holder.id), 'live') }] : [];
  });

  const ofUser = described.filter(({ path }) => path.owner !== 'jest');
  const ofJest = described.filter(({ path }) => path.owner === 'jest');
  return {
    holders: merge(ofUser),
    containers: grownContainers(ofUser, { older, newer, inOlder, inNewer, tree, describe }),
    bytes: heapBytes(newer) - heapBytes(older),
    jestBytes: ofJest.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

const heapBytes = ({ selfSize }: HeapGraph): number =>
  selfSize.reduce((sum, size) => sum + size, 0);

/** Of the path to a gained object what leads to the outermost gained one, just below the holder. */
function upToGained(graph: HeapGraph, path: RetainingPath, holderId: number): RetainingPath {
  const holder = path.findIndex(({ node }) => graph.nodeId[node] === holderId);
  const gained = path.findIndex(({ node }, at) => at > holder && isVisible(graph, node));
  return gained < 0 ? path : path.slice(0, gained + 1);
}

function tallyChanges(
  graph: HeapGraph,
  tree: PathTree,
  inOther: (id: number) => number,
): Map<number, HolderTally> {
  const changed = Uint8Array.from(graph.nodeId, (id) => (inOther(id) < 0 ? 1 : 0));
  const isChanged = (node: number) => changed[node] === 1;
  return tally(graph, attribute(graph, tree, isChanged), isChanged);
}

interface NetGrowth {
  readonly id: number;
  readonly count: number;
  readonly bytes: number;
  readonly classes: readonly ClassRow[];
  /** A gained object of the class that gained most; rather an object than the strings in it. */
  readonly example: number;
}

function netGrowth(id: number, gained: HolderTally, lost: HolderTally | undefined): NetGrowth {
  const classes = netClasses(gained.classes, lost?.classes);
  const telling = classes.find(({ name, count }) => count > 0 && !isLeafLabel(name)) ?? classes[0];
  const most = gained.classes.get(telling?.name ?? '');
  return {
    id,
    count: gained.count - (lost?.count ?? 0),
    bytes: gained.bytes - (lost?.bytes ?? 0),
    classes,
    example: most?.example ?? -1,
  };
}

/** Puts holders of the same description together. */
function merge(holders: readonly (NetGrowth & { path: DescribedPath })[]): GrowingHolder[] {
  const merged = new Map<string, GrowingHolder>();
  for (const { path, count, bytes, classes } of holders) {
    const same = merged.get(path.text);
    merged.set(path.text, {
      path,
      holders: (same?.holders ?? 0) + 1,
      count: (same?.count ?? 0) + count,
      bytes: (same?.bytes ?? 0) + bytes,
      classes: addClasses(same?.classes ?? [], classes),
    });
  }
  return [...merged.values()].toSorted((a, b) => b.bytes - a.bytes);
}
