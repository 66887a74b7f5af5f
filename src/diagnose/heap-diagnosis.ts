import type { GainedClass, GrownContainer, Retainer } from '../report/report';
import { formatBytes } from '../units';
import type { ClassRow } from './snapshot/class-table';
import type { ContainerSize } from './snapshot/container-size';
import {
  type DescribedPath,
  pathTeller,
  type RunContext,
  type SourcePlace,
} from './snapshot/describe-path';
import { type GrowingHolder, growingHolders } from './snapshot/growing-holders';
import { gainsBetween, idsAgree, type IndexedHeap } from './snapshot/growth';
import { type HeldRealms, heldRealms } from './snapshot/held-realms';
import { type MemoryOutside, memoryOutside } from './snapshot/memory-outside';
import { amount, type Interval, steadyGains, unitOf } from './snapshot/steady-gains';

/** What holds the memory of a process, from its heap snapshots, or from what its runtime tells of them. */
export interface HeapDiagnosis {
  /** Set where figures are of each second and not of each run. */
  readonly per?: 'second';
  readonly containers: readonly GrownContainer[];
  /** Gained in each run, between the last two snapshots. */
  readonly classes: readonly GainedClass[];
  /** What holds most first; realms before objects. */
  readonly retainers: readonly Retainer[];
  /** The code to look at first: what added the gained functions, else what holds most; null where none is known. */
  readonly culprit: SourcePlace | null;
  /** Memory outside the heap at each snapshot. */
  readonly outside: readonly MemoryOutside[];
  /** What could not be told, and why: one sentence each. */
  readonly notes: readonly string[];
}

/** A snapshot, and after how many runs of the same work it was taken. */
export interface Checkpoint {
  readonly heap: IndexedHeap;
  readonly repetitions: number;
}

/** What was read of all checkpoints so far; large are the last snapshot's tables alone. */
export interface DiagnosisSoFar {
  readonly intervals: readonly Interval[];
  readonly last: Checkpoint | null;
  readonly outside: readonly MemoryOutside[];
  readonly notes: readonly string[];
}

export const nothingRead: DiagnosisSoFar = { intervals: [], last: null, outside: [], notes: [] };

/** Snapshots are taken in one after another, in the order in which they were written. */
export function takeIn(sofar: DiagnosisSoFar, next: Checkpoint): DiagnosisSoFar {
  const { last } = sofar;
  const outside = [...sofar.outside, memoryOutside(next.heap.graph)];
  if (last === null) return { ...sofar, last: next, outside };
  if (!idsAgree(last.heap.graph, next.heap)) {
    const note =
      'Between two heap snapshots an inspector session was closed, which gives all objects new ids: what grew before the last of them cannot be told.';
    return { intervals: [], last: next, outside, notes: [...sofar.notes, note] };
  }
  const runs = Math.max(1, next.repetitions - last.repetitions);
  const interval = { runs, gains: gainsBetween(last.heap, next.heap) };
  return { ...sofar, intervals: [...sofar.intervals, interval], last: next, outside };
}

/**
 * Bytes a run below which a gain is nobody's. V8's own numbers and lists gain 8 to 32 in a test; in a file
 * Jest, jsdom and Node keep up to 1,300 below one holder (`bench/holders.ts`, the healthy projects).
 */
const leastPerTest = 40;
const leastPerFile = 2000;
/** Least growth of a child is 256 KiB in a quarter of a minute; a tenth of that. */
const leastPerSecond = 2000;
/** With no code but Node's on the path. */
const leastOfNode = 1000;
/** Parts of all that was gained below which a holder is not told beside others. */
const leastShare = 0.02;
/** The same for one on whose path there is no code but Node's: it must be most of what there is. */
const leastShareOfNode = 0.3;
const mostContainers = 5;
const mostClasses = 10;
const mostRetainers = 5;

/** What was run again and again; or time that passed. */
export type Repeated = 'test' | 'file' | 'second';

export interface Question {
  /** Numbers of the files whose realms should be gone; see `markRealm`. */
  readonly overFiles: readonly number[];
  /** What was run again and again. */
  readonly repeated: Repeated;
}

export function conclude(
  { intervals, last, outside, notes }: DiagnosisSoFar,
  { overFiles, repeated }: Question,
  run: RunContext,
): HeapDiagnosis {
  if (last === null)
    return { containers: [], classes: [], retainers: [], culprit: null, outside, notes };
  const { heap } = last;
  const teller = pathTeller(heap.graph, run);
  const least = { test: leastPerTest, file: leastPerFile, second: leastPerSecond }[repeated];
  const steady = steadyGains(intervals, heap, least);
  const sizesAt = new Map(steady.map(({ gain, sizes }) => [heap.nodeOf(gain.id), sizes]));
  const over = new Set(overFiles);
  const realms = heldRealms(
    heap.graph,
    heap.tree,
    teller.describe,
    (file) => over.has(file),
    (node) => sizesText(sizesAt.get(node) ?? null),
  );
  const runs = intervals.at(-1)?.runs ?? 1;
  const lasting = realms
    .filter(({ path }) => !path.isOfAsyncContext && isTold(path))
    // A path with the user's code on it explains more than any without.
    .toSorted((a, b) => Number(b.path.owner === 'user') - Number(a.path.owner === 'user'));
  const holders = telling(growingHolders(steady, heap, teller, sizesText), runs);
  const perRun = ({ name, count, bytes }: ClassRow): GainedClass => ({
    name,
    count: rounded(count / runs, repeated),
    bytes: Math.round(bytes / runs),
  });
  const classes = classesOf(holders).map(perRun);
  return {
    ...(repeated === 'second' ? { per: repeated } : {}),
    containers: holders
      .flatMap((holder) => containerOf(holder, runs, repeated))
      .slice(0, mostContainers),
    classes: classes.filter(({ bytes }) => bytes > 0).slice(0, mostClasses),
    retainers: [
      ...lasting.map(ofRealms),
      ...holders.filter(isFurther(lasting)).map(({ path }) => retainer(path)),
    ].slice(0, mostRetainers),
    culprit: lasting[0]?.path.places.at(-1) ?? culpritOf(holders[0]),
    outside,
    notes: [...notes, ...notesOn(intervals, realms)],
  };
}

/** Without Jest's own bookkeeping, and without what is too little beside the rest to explain anything. */
function telling(holders: readonly GrowingHolder[], runs: number): GrowingHolder[] {
  const candidates = holders.filter(({ path }) => isTold(path));
  const all = candidates.reduce((sum, { bytes }) => sum + bytes, 0);
  return candidates.filter(({ path, bytes }) =>
    path.owner === 'user'
      ? bytes >= all * leastShare
      : bytes >= all * leastShareOfNode && bytes / runs >= leastOfNode,
  );
}

/** Neither Jest's own, nor the name of one thing of Node's, such as `function at`, with no way to it. */
const isTold = ({ owner, text }: DescribedPath): boolean =>
  owner === 'user' || (owner === 'node' && /[→.[(]/.test(text));

/** What holds realms has gained all that is in them: that is no second answer. */
function isFurther(realms: readonly HeldRealms[]): (holder: GrowingHolder) => boolean {
  const holding = new Set(realms.map(({ heldBy }) => heldBy));
  return ({ path }) => realms.length === 0 || (path.owner === 'user' && !holding.has(path.last));
}

const culpritOf = (holder: GrowingHolder | undefined): SourcePlace | null =>
  holder?.addedBy ?? holder?.own.places.at(-1) ?? holder?.path.places.at(-1) ?? null;

function classesOf(holders: readonly GrowingHolder[]): ClassRow[] {
  const rows = new Map<string, ClassRow>();
  for (const { name, count, bytes } of holders.flatMap((holder) => holder.classes)) {
    const row = rows.get(name);
    rows.set(name, { name, count: count + (row?.count ?? 0), bytes: bytes + (row?.bytes ?? 0) });
  }
  return [...rows.values()].toSorted((a, b) => b.bytes - a.bytes);
}

function containerOf(
  { own, sizes, sample }: GrowingHolder,
  runs: number,
  repeated: Repeated,
): GrownContainer[] {
  const [before, after] = sizes?.slice(-2) ?? [];
  if (!sizes || !before || !after) return [];
  return [
    {
      path: own.text,
      kind: after.kind,
      sizes: sizes.map((size) => amount(size, sizes)),
      unit: unitOf(sizes),
      perRun: rounded((amount(after, sizes) - amount(before, sizes)) / runs, repeated),
      sample,
    },
  ];
}

/** `750 → 1,500 → 3,000 entries` */
function sizesText(sizes: readonly ContainerSize[]): string;
function sizesText(sizes: readonly ContainerSize[] | null): string | null;
function sizesText(sizes: readonly ContainerSize[] | null): string | null {
  if (sizes === null) return null;
  const amounts = sizes.map((size) => amount(size, sizes));
  return unitOf(sizes) === 'entries'
    ? `${amounts.map((count) => count.toLocaleString('en-US')).join(' → ')} entries`
    : amounts.map(formatBytes).join(' → ');
}

const ofRealms = ({ path, files }: HeldRealms): Retainer => ({
  ...retainer(path),
  realms: files.length,
});

const retainer = ({ text, places }: DescribedPath): Retainer => ({ path: text, places });

function notesOn(intervals: readonly Interval[], realms: readonly HeldRealms[]): string[] {
  const late = realms.filter(({ path }) => path.isOfAsyncContext).flatMap(({ files }) => files);
  const untold = realms
    .filter(({ path }) => !path.isOfAsyncContext && !isTold(path))
    .flatMap(({ files }) => files);
  return [
    ...(intervals.length === 1
      ? ['Only two heap snapshots could be compared: what grew once may be told as growing.']
      : []),
    ...(late.length > 0
      ? [
          `${late.length} realms were held by nothing but an asynchronous call that was still waiting: they are late rather than leaked.`,
        ]
      : []),
    ...(untold.length > 0
      ? [
          `On the way to ${untold.length} of the realms no code but that of Jest and Node was found, as with those of failed tests.`,
        ]
      : []),
  ];
}

/** Runs are counted, seconds are measured. */
const rounded = (value: number, repeated: Repeated): number =>
  repeated === 'second' ? Number(value.toPrecision(3)) : Math.round(value * 100) / 100;
