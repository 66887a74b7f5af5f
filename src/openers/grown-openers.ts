import path from 'node:path';
import type { OpenCensus, OpenedKind, RawPlace, StillOpen } from './census';

/** A place in the code of which more and more is open. */
export interface GrownOpener {
  readonly kind: OpenedKind;
  /** The project's own code that opens, or has it opened; a package's where there is none. */
  readonly at: RawPlace;
  /** The package's code in between. */
  readonly through: RawPlace | null;
  /** How many are open at the end, and how many more with each run. */
  readonly count: number;
  readonly perRun: number;
}

/** Growth below this part of the most is beside the point. */
const LEAST_SHARE = 0.1;
const LEAST_GROWTH = 2;
/** Those counts are compared that stand at a quarter of the runs, at half of them, and at the end. */
const MOMENTS = [1 / 4, 1 / 2, 1];

/**
 * Who opens more with each run than is closed again, the most first: what is open at the end, was fewer at
 * half the way, and fewer still at a quarter.
 *
 * @param censuses of one process, by time
 */
export function grownOpeners(censuses: readonly OpenCensus[]): GrownOpener[] {
  const moments = momentsOf(censuses);
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined || last.runs === first.runs) return [];
  const counts = moments.map(countsOf);
  const grown = [...(counts.at(-1) ?? [])].flatMap(([key, { count, opener }]) => {
    const at = counts.map((one) => one.get(key)?.count ?? 0);
    const growth = count - (at[0] ?? 0);
    const isRising = at.every((one, index) => index === 0 || one > (at[index - 1] ?? 0));
    if (!isRising || growth < LEAST_GROWTH) return [];
    return [{ ...opener, count, perRun: growth / (last.runs - first.runs) }];
  });
  const most = Math.max(0, ...grown.map(({ perRun }) => perRun));
  return grown
    .filter((one) => one.perRun >= LEAST_SHARE * most && !isByTheWay(one, grown))
    .toSorted((a, b) => b.perRun - a.perRun);
}

function momentsOf(censuses: readonly OpenCensus[]): OpenCensus[] {
  const runs = censuses.at(-1)?.runs ?? 0;
  const wanted = MOMENTS.map((part) => censuses.findLast((one) => one.runs <= part * runs));
  return [...new Set(wanted.filter((one) => one !== undefined))];
}

type Opener = Omit<GrownOpener, 'count' | 'perRun'>;

/** The same place may be called from many others: they count together. */
function countsOf({ open }: OpenCensus): Map<string, { count: number; opener: Opener }> {
  const counts = new Map<string, { count: number; opener: Opener }>();
  for (const one of open) {
    const opener = openerOf(one);
    if (opener === null) continue;
    const key = [one.kind, keyOf(opener.at), keyOf(opener.through)].join(' ');
    counts.set(key, { opener, count: one.count + (counts.get(key)?.count ?? 0) });
  }
  return counts;
}

function openerOf({ kind, places }: StillOpen): Opener | null {
  const [innermost] = places;
  if (innermost === undefined) return null;
  const own = places.find(({ file }) => !isOfPackage(file));
  return own === undefined || own === innermost
    ? { kind, at: innermost, through: null }
    : { kind, at: own, through: innermost };
}

/** What comes with another thing: the pipes of a child, and the other end of a socket. */
function isByTheWay({ kind, at, perRun }: GrownOpener, all: readonly GrownOpener[]): boolean {
  if (kind === 'socket') {
    return all.some((other) => other.kind === 'child' && keyOf(other.at) === keyOf(at));
  }
  const enough = (other: GrownOpener) => other.kind === 'socket' && other.perRun >= perRun / 2;
  return kind === 'connection' && all.some(enough);
}

function isOfPackage(file: string): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`);
}

function keyOf(place: RawPlace | null): string {
  return place === null ? '' : `${place.file}:${place.line}:${place.column}`;
}
