import type { Report, Verdict } from '../report/report';
import { runtimeOf } from '../report/runtime';
import { countsOpened } from '../openers/relevant-openers';
import { byCause } from '../report/one-cause';

/**
 * `files`: run the file again and again in one process, with a floor between runs. `tests`: repeat the
 * tests of the file within it. `child`: the same, while the child that they start is watched.
 */
export type Mode = 'files' | 'tests' | 'child';

/** One test file to be run again, for the sake of verdicts of the report, by their index. */
export interface Task {
  /** As the report has it. */
  readonly file: string;
  readonly mode: Mode;
  readonly verdicts: readonly number[];
  /** A child that leaks for sure is among them: what holds its memory shows before the file has run to its end. */
  readonly sure?: true;
}

/** Signals of which running a file again, or its tests, can tell what holds the memory. */
const DIAGNOSED: readonly string[] = ['realms', 'retained-heap', 'external', 'native'];

/**
 * Which files to run again, most urgent first: those of suspects, which may be cleared or confirmed, then
 * one file of each leak, and of each suspect that cannot be one, of which no more is known than the test
 * file it came with; last those of children that grew a little.
 *
 * @param everySlight run again each of those last, and not a sample: where somebody has asked for it
 */
export function planConfirmation(report: Report, everySlight = false): Task[] {
  const { verdicts } = report;
  const indexOf = (verdict: Verdict) => verdicts.indexOf(verdict);
  const suspects = verdicts.filter(
    ({ kind, ofHost, confined }) => kind === 'suspect' && ofHost !== true && confined !== true,
  );
  const decided = verdicts.filter(({ kind, confined }) => kind === 'leak' || confined === true);
  const unexplained = byCause(decided)
    .map(({ first }) => first)
    .filter((verdict) => lacksCause(verdict) && canBeLookedInto(verdict, report));
  return merged([
    ...byTurns(suspects, report).flatMap((verdict) =>
      sampleOf(filesOf(verdict)).map((file) => ({
        file,
        mode: modeOf(verdict, report),
        verdicts: [indexOf(verdict)],
      })),
    ),
    ...unexplained.flatMap((verdict) => {
      const mode = modeOf(verdict, report);
      const task = { mode, verdicts: [indexOf(verdict)], ...(mode === 'child' ? SURE : {}) };
      return filesOf(verdict)
        .slice(0, 1)
        .map((file) => ({ file, ...task }));
    }),
    ...slightTasks(report, everySlight ? Number.POSITIVE_INFINITY : MOST_SLIGHT),
  ]);
}

const SURE = { sure: true } as const;

/**
 * Many test files start the same server, and many processes are called `node`: one of each name comes before
 * the second of any, in the order that they were given.
 */
function byTurns(verdicts: readonly Verdict[], report: Report): readonly Verdict[] {
  const turns = new Map<string, number>();
  const turnOf = (verdict: Verdict): number => {
    if (roleOf(verdict, report) !== 'child') return 0;
    const turn = turns.get(verdict.processName) ?? 0;
    turns.set(verdict.processName, turn + 1);
    return turn;
  };
  return verdicts
    .map((verdict) => ({ verdict, turn: turnOf(verdict) }))
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ verdict }) => verdict);
}

/**
 * Of each name the files with the children that grew fastest, and with them all others of the name that they
 * start: one run shows them all.
 */
function slightTasks({ verdicts }: Report, most: number): Task[] {
  const slight = verdicts.filter((verdict) => verdict.slight === true);
  const names = [...new Set(slight.map(({ processName }) => processName))];
  return names.flatMap((name) => {
    const own = slight.filter(({ processName }) => processName === name);
    const files = [...new Set(own.flatMap(filesOf))].slice(0, most);
    return files.map((file) => ({
      file,
      mode: 'child' as const,
      verdicts: own
        .filter((one) => filesOf(one).includes(file))
        .map((one) => verdicts.indexOf(one)),
    }));
  });
}

/** A healthy server that is run again takes its users' time: of many of one name so many are. */
const MOST_SLIGHT = 2;

/**
 * Of many files a few, from all through the run: what files keep one after the other any of them shows, and
 * what only one of many keeps is not found in the time that there is.
 */
function sampleOf(files: readonly string[]): readonly string[] {
  if (files.length <= MOST_FILES) return files;
  const step = (files.length - 1) / (SAMPLE - 1);
  return Array.from({ length: SAMPLE }, (_, index) => files[Math.round(index * step)] ?? '');
}

const MOST_FILES = 6;
const SAMPLE = 3;

/**
 * Milliseconds for one of so many tasks, of what is left; null where it is too little for an answer.
 *
 * @param onceMs what the file takes to run once more
 */
export function timeForTask(
  leftMs: number,
  tasksLeft: number,
  onceMs: number,
  { mode, sure }: Pick<Task, 'mode' | 'sure'>,
): number | null {
  const enoughMs =
    mode === 'child' ? START_MS + SAME_PACE * onceMs : START_MS + ENOUGH_RUNS * onceMs;
  // A child is judged by one whole run of the file, or not at all.
  const isWhole = mode === 'child' && sure !== true;
  if (leftMs < (isWhole ? enoughMs : LEAST_TASK_MS)) return null;
  return Math.min(leftMs, Math.max(LEAST_TASK_MS, enoughMs, leftMs / Math.max(1, tasksLeft)));
}

/** Starting Jest's worker anew takes about a second; a handful of runs must fit in after it. */
const LEAST_TASK_MS = 4_000;
const START_MS = 3_000;
/** No two runs take equally long. */
const SAME_PACE = 1.1;
/** Eight runs are the fewest that decide, in 60 % of the time. */
const ENOUGH_RUNS = 16;
/**
 * A third of the run's time; a short run gets more, for its tests can only be repeated often enough for an
 * answer in some seconds, and a long one no more than a minute.
 */
const SHARE = 1 / 3;
const LEAST_MS = 30_000;
const MOST_MS = 60_000;

/** How long confirmation may take in all, in ms; 0 where it is turned off. */
export function confirmationBound(option: boolean | number, runMs: number): number {
  if (typeof option === 'number') return option * 1000;
  return option ? Math.min(MOST_MS, Math.max(LEAST_MS, SHARE * runMs)) : 0;
}

function filesOf({ testFiles }: Verdict): readonly string[] {
  return testFiles ?? [];
}

/** Whether the culprits are no more than the test files that it came with. */
function lacksCause({ signal, culprits, testFiles, ofHost, rate }: Verdict): boolean {
  const canBeTold = DIAGNOSED.includes(signal) || countsOpened(signal) || rate?.unit === 'bytes/s';
  if (ofHost === true || !canBeTold) return false;
  return culprits.every(({ path }) => (testFiles ?? []).includes(path));
}

/** Of a child no more than its growth is seen, but where its runtime can be made to tell. */
function canBeLookedInto(verdict: Verdict, report: Report): boolean {
  if (roleOf(verdict, report) !== 'child') return true;
  if (countsOpened(verdict.signal)) return false;
  return ['node', 'python'].includes(runtimeOf(verdict.processName) ?? '');
}

function modeOf(verdict: Verdict, report: Report): Mode {
  const { rate, testFiles } = verdict;
  if (roleOf(verdict, report) === 'child') return 'child';
  if (rate?.unit === 'bytes/test') return 'tests';
  // Seen from outside only: with a single file, it is within the file that it grew.
  const outside = rate === null || rate.unit === 'bytes/s' || rate.unit === 'count/s';
  return outside && testFiles?.length === 1 ? 'tests' : 'files';
}

function roleOf({ processId }: Verdict, { processes }: Report) {
  return processes.find(({ id }) => id === processId)?.role;
}

/** A file that several verdicts name is run once for all of them. */
function merged(tasks: readonly Task[]): Task[] {
  const byKey = new Map<string, Task>();
  for (const task of tasks) {
    const key = `${task.mode} ${task.file}`;
    const known = byKey.get(key);
    const verdicts = [...(known?.verdicts ?? []), ...task.verdicts];
    byKey.set(key, { ...task, ...known, verdicts });
  }
  return [...byKey.values()];
}
