import { addClasses, type ClassRow } from './class-table';
import type { ContainerSize } from './container-size';
import type { DescribedPath, PathTeller, SourcePlace } from './describe-path';
import type { Gain, IndexedHeap } from './growth';
import { type HeapGraph, kindOf } from './heap-graph';
import { isVisible } from './node-label';
import { type RetainingPath, retainingPath } from './retaining-path';
import { sampleText } from './sample-text';
import type { SteadyGain } from './steady-gains';

/** What holds objects that a process goes on gaining, itself there before: the place to look at. */
export interface GrowingHolder {
  /** From the root through the holder to one of the outermost gained objects. */
  readonly path: DescribedPath;
  /** From the root to the holder. */
  readonly own: DescribedPath;
  /** Holders of the same description: many small lists that grow the same way are told once. */
  readonly holders: number;
  /** Gained less lost, in the last interval. */
  readonly bytes: number;
  readonly classes: readonly ClassRow[];
  /** Where it is a container: its size at each snapshot, added up over holders. */
  readonly sizes: readonly ContainerSize[] | null;
  readonly sample: string | null;
  /** Where the gained object is a function: its place, which is that of the code that added it. */
  readonly addedBy: SourcePlace | null;
}

/** Holders that are described before those alike are put together; more gain too little each. */
const mostDescribed = 300;

/**
 * Tells holders in the user's words, most bytes first. Containers inside growing containers are left out,
 * and what they gained is put down to the outer one.
 *
 * @param sizeText what a path says of a container that grew, given its sizes at each snapshot
 */
export function growingHolders(
  steady: readonly SteadyGain[],
  { graph, tree, nodeOf }: IndexedHeap,
  { describe, throughModule, placeAt }: PathTeller,
  sizeText: (sizes: readonly ContainerSize[]) => string,
): GrowingHolder[] {
  const sizesAt = new Map(steady.map(({ gain, sizes }) => [nodeOf(gain.id), sizes]));
  const noteOf = (node: number) => {
    const sizes = sizesAt.get(node) ?? null;
    return sizes === null ? null : sizeText(sizes);
  };
  const isGrowing = (node: number) => (sizesAt.get(node) ?? null) !== null;

  const inner: { readonly gain: Gain; readonly above: number }[] = [];
  const outermost = new Map<number, Held>();
  for (const { gain, sizes } of steady.slice(0, mostDescribed)) {
    const holder = nodeOf(gain.id);
    const path = pathThrough(graph, retainingPath(graph, tree, gain.example), holder);
    if (path === null) continue;
    const above = path.find(({ node }) => node !== holder && isGrowing(node))?.node;
    if (above !== undefined) {
      inner.push({ gain, above });
      continue;
    }
    const at = path.findIndex(({ node }) => node === holder) + 1;
    const up = throughModule(path.slice(0, at));
    outermost.set(holder, { sizes, gains: [gain], up, below: path.slice(at) });
  }
  for (const { gain, above } of inner) outermost.get(above)?.gains.push(gain);

  const groups = new Map<string, Held[]>();
  for (const held of outermost.values()) {
    const { text } = describe([...held.up, ...held.below], 'live');
    groups.set(text, [...(groups.get(text) ?? []), held]);
  }
  return Array.from(groups.values(), (held): GrowingHolder => {
    const [{ up, below }] = held as [Held];
    const sizes = held.map((one) => one.sizes).reduce(addSizes);
    const holder = up.at(-1)?.node;
    const noteOfGroup = (node: number) =>
      node === holder
        ? `${held.length} of them${sizes === null ? '' : `, ${sizeText(sizes)}`}`
        : null;
    const gains = held.flatMap((one) => one.gains);
    const [gained] = below.slice(-1);
    return {
      path: describe([...up, ...below], 'live', held.length === 1 ? noteOf : noteOfGroup),
      own: describe(up, 'live'),
      holders: held.length,
      bytes: gains.reduce((sum, { bytes }) => sum + bytes, 0),
      classes: gains.reduce<readonly ClassRow[]>((rows, one) => addClasses(rows, one.classes), []),
      sizes,
      sample: gained === undefined ? null : sampleText(graph, gained.node, placeAt),
      addedBy:
        gained !== undefined && kindOf(graph, gained.node) === 'closure'
          ? placeAt(gained.node)
          : null,
    };
  }).toSorted((a, b) => b.bytes - a.bytes);
}

/** A holder, with the gains of what it holds, and the path to one of its gained objects in two parts. */
interface Held {
  readonly sizes: readonly ContainerSize[] | null;
  readonly gains: Gain[];
  readonly up: RetainingPath;
  readonly below: RetainingPath;
}

/** Of the path to a gained object what leads to the outermost gained one, just below the holder. */
function pathThrough(
  graph: HeapGraph,
  path: RetainingPath | null,
  holder: number,
): RetainingPath | null {
  const at = path?.findIndex(({ node }) => node === holder) ?? -1;
  if (path === null || at < 0) return null;
  const gained = path.findIndex(({ node }, index) => index > at && isVisible(graph, node));
  return gained < 0 ? path.slice(0, at + 1) : path.slice(0, gained + 1);
}

function addSizes(
  left: readonly ContainerSize[] | null,
  right: readonly ContainerSize[] | null,
): readonly ContainerSize[] | null {
  if (left === null || right === null) return null;
  return left.map((size, at) => {
    const other = right[at] ?? size;
    const isKnown = size.entries !== null && other.entries !== null;
    const entries = isKnown ? (size.entries ?? 0) + (other.entries ?? 0) : null;
    return { kind: size.kind, entries, bytes: size.bytes + other.bytes };
  });
}
