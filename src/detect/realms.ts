import type { InsideSeries } from '../series/inside';
import type { InsideCulprit, InsideFinding } from './inside-finding';

/** The last files of a process may be alive for good reasons: their promises have only just settled. */
const LAST_FILES = 2;
/** Survivors that make a leak, and the share of the files that must survive. */
const LEAK_SURVIVORS = 3;
const LEAK_SHARE = 0.5;
/**
 * So many survivors are growth even where they are a smaller share (every third file, say), or stand
 * together: Jest runs files of a kind one after the other, the slow and the large ones first.
 */
const MANY_SURVIVORS = 8;
const MANY_SHARE = 0.3;
/**
 * Collections that a realm must outlive to count, and to count for a leak: of dead ones, 5 % are still
 * there after two, and after two in quick succession on a busy machine there may be far more.
 */
const ONCE = 1;
const TWICE = 2;
const THRICE = 3;
/**
 * A short process has time, or CPU time, for one collection. Where V8's compile jobs were over it is as good
 * as two, but for one in twenty on a very busy machine: enough for a suspicion.
 */
const NEARLY_ALL = 0.8;
/** What one worker must have of the survivors that are counted over all of them. */
const FEWEST_SHARED = 2;
/** So many files judged show that a few survivors among them are no growth. */
const FEWEST_TO_CONFINE = 8;
/** With fewer files judged, their realms may all be alive for a reason of their own. */
const FEWEST_FOR_LEAK = 4;
/** Each half must have at least this part of what an even spread would give it. */
const EVEN_SPREAD = 0.5;
/** Culprits named in one finding, at most. */
const NAMED = 200;

interface JudgedFile {
  readonly path: string;
  /** Its number in its process, from 1. */
  readonly file: number;
  readonly alive: boolean;
  /** That it outlived, if it is alive. */
  readonly collections: number;
  /** Files that ended after this one before the realms were counted. */
  readonly later: number;
}

/**
 * Do realms outlive their test file, more and more of them? Realms are whole numbers: what matters is that
 * they grow all through the run, not their bytes. A realm counts that is alive after two collections. A
 * recycled worker's processes are counted together.
 *
 * Where a leaking file holds the realm of the file before it too, both count and both are named: Jest's own
 * modules in one realm may refer to those of the realm before.
 *
 * Jest deals the files of a suite out to its workers: where a few of each stay, all are counted together.
 *
 * @param incarnations processes that had the same worker number, in order; one, in band
 * @param others the run's other processes in which tests ran
 */
export function detectRealms(
  incarnations: readonly InsideSeries[],
  others: readonly InsideSeries[] = [],
): InsideFinding {
  const base = { detector: 'realms', signal: 'realms' } as const;
  const few = incarnations.every(hasFew);
  const proven = provenIn(incarnations);
  const isShared = aliveOf(proven) >= FEWEST_SHARED && areMany([...proven, ...provenIn(others)]);
  const isProven = proven.length >= FEWEST_FOR_LEAK && (grows(proven) || isShared);
  const files = isProven ? proven : incarnations.flatMap((series) => judgedFiles(series, TWICE));
  const survivors = files.filter((file) => file.alive);
  const all = [...incarnations, ...others];
  if (few || (files.length >= LEAK_SURVIVORS && areNegligible(files, all))) {
    return { ...base, outcome: 'steady', reason: steady(incarnations) };
  }
  if (files.length < LEAK_SURVIVORS) {
    const once = suspectAfterOne(incarnations, others);
    if (once !== null) return once;
    return { ...base, outcome: 'too-little', reason: tooLittle(incarnations) };
  }
  const exact = incarnations.every((series) => series.census?.exact !== false);
  const growing = grows(files) || isShared;
  return {
    ...base,
    outcome: isProven && exact ? 'leak' : 'suspect',
    ...(!growing && isConfined(all) ? { confined: true } : {}),
    reason: reasonFor(files, survivors.length, {
      growing,
      exact,
      isProven,
      ran: ranIn(incarnations),
    }),
    rate: { value: survivors.length / files.length, unit: 'count/file' },
    culprits: survivors.slice(0, NAMED).map(culprit),
  };
}

/** Those of other workers count as well: each may have too few files to tell, and all of them enough. */
function suspectAfterOne(
  incarnations: readonly InsideSeries[],
  others: readonly InsideSeries[],
): InsideFinding | null {
  const judgedIn = (series: readonly InsideSeries[]) =>
    series
      .filter(({ census }) => census?.settled === true)
      .flatMap((one) => judgedFiles(one, ONCE));
  const own = judgedIn(incarnations);
  const all = [...own, ...judgedIn(others)];
  const survivors = own.filter((file) => file.alive);
  if (survivors.length < FEWEST_SHARED || aliveOf(all) < FEWEST_FOR_LEAK) return null;
  if (!grows(own) && !areMany(all) && aliveOf(all) < NEARLY_ALL * all.length) return null;
  return {
    detector: 'realms',
    signal: 'realms',
    outcome: 'suspect',
    reason: `Of the first ${own.length} test files ${survivors.length} had left their realm alive after a garbage collection; its tests were too short, or their end too near, for another.`,
    rate: { value: survivors.length / own.length, unit: 'count/file' },
    culprits: survivors.slice(0, NAMED).map(culprit),
  };
}

/** Whether fewer realms are alive than a leak has, dead ones that V8 still holds included. */
function hasFew({ census }: InsideSeries): boolean {
  return (
    census !== null &&
    census.files >= LEAK_SURVIVORS + LAST_FILES &&
    census.alive.length < LEAK_SURVIVORS &&
    census.alive.every(({ collections }) => collections < TWICE)
  );
}

/**
 * The files over which so many collections have passed, without the last ones, and without those that failed:
 * a failing test changes no verdict, and Jest itself may keep a failed file's realm.
 */
function judgedFiles({ census, files }: InsideSeries, times: number): JudgedFile[] {
  if (census === null) return [];
  const kept = census.alive.filter(({ collections }) => collections >= times);
  const alive = new Map(kept.map(({ file, collections }) => [file, collections]));
  const passed = [census.files, census.filesTwice, census.filesThrice ?? 0][times - 1] ?? 0;
  const judged = Math.min(passed, census.files - LAST_FILES);
  return files
    .slice(0, Math.max(0, judged))
    .map((path, index) => ({
      path,
      file: index + 1,
      alive: alive.has(index + 1),
      collections: alive.get(index + 1) ?? 0,
      later: census.files - index - 1,
    }))
    .filter(({ file }) => !census.failed.includes(file));
}

function provenIn(series: readonly InsideSeries[]): JudgedFile[] {
  return series.flatMap((one) => judgedFiles(one, THRICE));
}

/** One or two of many, in the whole run: a module that is patched once keeps the realm that did it. */
function areNegligible(files: readonly JudgedFile[], all: readonly InsideSeries[]): boolean {
  if (aliveOf(files) === 0) return true;
  if (aliveOf(files) >= LEAK_SHARE * files.length) return false;
  return aliveOf(all.flatMap((one) => judgedFiles(one, TWICE))) < LEAK_SURVIVORS;
}

/** Whether the whole run, over all its workers, shows files enough to tell that a few survivors are no growth. */
function isConfined(all: readonly InsideSeries[]): boolean {
  const judged = all.flatMap((one) => judgedFiles(one, TWICE));
  return judged.length >= FEWEST_TO_CONFINE && !grows(judged);
}

function areMany(files: readonly JudgedFile[]): boolean {
  const survivors = aliveOf(files);
  return survivors >= MANY_SURVIVORS && survivors / files.length >= MANY_SHARE;
}

function grows(files: readonly JudgedFile[]): boolean {
  const survivors = aliveOf(files);
  const share = survivors / files.length;
  if (areMany(files)) return true;
  const half = Math.floor(files.length / 2);
  return (
    survivors >= LEAK_SURVIVORS &&
    share >= LEAK_SHARE &&
    [files.slice(0, half), files.slice(half)].every((part) => spread(part, share))
  );
}

function spread(part: readonly JudgedFile[], share: number): boolean {
  return aliveOf(part) >= Math.max(1, EVEN_SPREAD * share * part.length);
}

function aliveOf(files: readonly JudgedFile[]): number {
  return files.filter((file) => file.alive).length;
}

function reasonFor(
  files: readonly JudgedFile[],
  survivors: number,
  {
    growing,
    exact,
    isProven,
    ran,
  }: Record<'growing' | 'exact' | 'isProven', boolean> & {
    readonly ran: number;
  },
): string {
  const first = files.find(({ alive }) => alive)?.file;
  const judged = ran === files.length ? '' : ` that can be judged, of ${ran},`;
  const counted = `${survivors} of ${files.length} test files${judged} left their realm alive, from file ${first} on`;
  if (!growing) return `${counted}: too few, or not all through the run, to be growth.`;
  if (exact && isProven) return `${counted}: every such file adds one.`;
  if (exact)
    return `${counted}, but there was time for two collections only, or for few files: no proof.`;
  return `${counted}, but this version of Node cannot be told to release dead realms at once, so some of them may be dead.`;
}

function culprit({ path, later, collections }: JudgedFile): InsideCulprit {
  const times =
    collections === 1 ? 'one full garbage collection' : `${collections} full garbage collections`;
  return {
    path,
    evidence: `Its realm was still alive after ${later} more test files and ${times}.`,
  };
}

function ranIn(incarnations: readonly InsideSeries[]): number {
  return incarnations.reduce((sum, { files }) => sum + files.length, 0);
}

function steady(incarnations: readonly InsideSeries[]): string {
  const files = incarnations.reduce((sum, { census }) => sum + (census?.files ?? 0), 0);
  const alive = incarnations.reduce((sum, { census }) => sum + (census?.alive.length ?? 0), 0);
  return `Realms do not pile up: ${alive} of ${files} were alive when they were counted.`;
}

function tooLittle(incarnations: readonly InsideSeries[]): string {
  const limit = incarnations.flatMap((series) => series.limits)[0];
  if (limit !== undefined) return limit;
  if (incarnations.every((series) => series.files.length < LEAK_SURVIVORS + LAST_FILES)) {
    return `At least ${LEAK_SURVIVORS + LAST_FILES} test files in one process are needed to see realms pile up.`;
  }
  return 'No two garbage collections could be had after enough test files had passed.';
}
