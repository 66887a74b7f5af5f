import { addClasses } from './class-table';
import type { ContainerSize } from './container-size';
import type { Gain, IndexedHeap } from './growth';

/** What was gained from one snapshot to the next, in so many runs of the same work. */
export interface Interval {
  readonly runs: number;
  readonly gains: readonly Gain[];
}

/** A holder that gained in each interval. */
export interface SteadyGain {
  /** In the last interval. */
  readonly gain: Gain;
  /** Of a container that was largest at each snapshot so far: its size at each; else null. */
  readonly sizes: readonly ContainerSize[] | null;
}

/**
 * Of the gains of the last interval those that go on: the same holder gained before, and its rate has not
 * fallen below half since. A cache that is full and what gets warm do neither.
 *
 * What is appended to a list of linked nodes hangs below another node each time: it is put down to the
 * nearest ancestor that gained before, provided that it gained as fast.
 *
 * @param newest the last snapshot
 * @param leastPerRun bytes in a run below which a gain is not told
 */
export function steadyGains(
  intervals: readonly Interval[],
  newest: IndexedHeap,
  leastPerRun: number,
): SteadyGain[] {
  const last = intervals.at(-1);
  if (last === undefined) return [];
  const earlier = intervals.slice(0, -1).map(({ runs, gains }) => ({
    runs,
    gains: new Map(gains.map((gain) => [gain.id, gain])),
  }));
  const before = earlier.at(-1);
  const gains: readonly PossiblyRolledUp[] =
    before === undefined ? last.gains : rolledUp(last.gains, before.gains, newest);
  return gains.flatMap((gain): SteadyGain[] => {
    const rate = gain.bytes / last.runs;
    const history = earlier.map(({ gains: known }) => known.get(gain.id));
    const rates = earlier.map(({ runs }, at) => (history[at]?.bytes ?? 0) / runs);
    const goesOn = rates.every((known) => known > 0 && rate >= known / 2);
    const isLeap = gain.isRolledUp === true && rates.some((known) => rate > known * 3);
    if (!goesOn || isLeap || rate < leastPerRun) return [];
    return [{ gain, sizes: risingSizes([...history, gain]) }];
  });
}

type PossiblyRolledUp = Gain & { readonly isRolledUp?: true };

function rolledUp(
  gains: readonly Gain[],
  before: ReadonlyMap<number, Gain>,
  { graph, tree, nodeOf }: IndexedHeap,
): PossiblyRolledUp[] {
  const known = gains.filter(({ id }) => before.has(id));
  const taken = new Set(known.map(({ id }) => id));
  const rolled = new Map<number, PossiblyRolledUp>();
  for (const gain of gains) {
    if (taken.has(gain.id)) continue;
    let at = nodeOf(gain.id);
    while (at >= 0 && !before.has(graph.nodeId[at] ?? -1)) at = tree.parent[at] ?? -1;
    const id = graph.nodeId[at] ?? -1;
    if (at < 0 || taken.has(id)) continue;
    const sum = rolled.get(id);
    rolled.set(id, {
      ...(sum ?? gain),
      id,
      size: null,
      count: gain.count + (sum?.count ?? 0),
      bytes: gain.bytes + (sum?.bytes ?? 0),
      classes: addClasses(sum?.classes ?? [], gain.classes),
      isRolledUp: true,
    });
  }
  return [...known, ...rolled.values()].toSorted((a, b) => b.bytes - a.bytes);
}

/** The sizes at all snapshots, where each is larger than the one before. */
function risingSizes(history: readonly (Gain | undefined)[]): readonly ContainerSize[] | null {
  const first = history[0]?.size;
  if (!first || history.some((gain) => !gain?.size)) return null;
  const sizes = [first.before, ...history.flatMap((gain) => gain?.size?.after ?? [])];
  const isRising = sizes.every((size, at) => {
    const previous = sizes[at - 1];
    return previous === undefined || amount(size, sizes) > amount(previous, sizes);
  });
  return isRising ? sizes : null;
}

/** Entries where they are known all along, which a table's reserve does not blur, else bytes. */
export const unitOf = (sizes: readonly ContainerSize[]): 'entries' | 'bytes' =>
  sizes.every(({ entries }) => entries !== null) ? 'entries' : 'bytes';

export const amount = (size: ContainerSize, sizes: readonly ContainerSize[]): number =>
  unitOf(sizes) === 'entries' ? (size.entries ?? 0) : size.bytes;
