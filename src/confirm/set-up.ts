import type { SnapshotOrder } from '../../environment/child/child-preload';
import { formatSeconds } from '../units';
import type { Bench, RanTestFile } from './bench';
import type { Reply } from './fresh-process';
import type { Repeated } from './repeated';
import { moreTime } from './more-time';
import { openWorkplace, type Workplace, type WorkplaceSettings } from './workplace';

type Undecided = Exclude<Repeated, { outcome: 'grows' }>;

export interface Opened {
  readonly workplace: Workplace;
  /** The test file, as it was in the run. */
  readonly ran: RanTestFile;
}

export interface SetUpSettings extends WorkplaceSettings {
  /** What children of the tests are to measure of themselves; nothing by default. */
  readonly children?: ChildrenOrder;
  /** It need not be repeated, or not be run to its end: then it may take as long as it likes. */
  readonly once?: true;
}

/** Node children may be asked for heap snapshots as well. */
export interface ChildrenOrder {
  readonly snapshots?: SnapshotOrder;
}

/** A fresh process that is ready to run a test file; or why there can be none. */
export async function setUp(
  file: string,
  bench: Bench,
  timeMs: number,
  { children, once, ...settings }: SetUpSettings,
): Promise<Opened | Undecided> {
  const ran = bench.files.get(file);
  if (ran === undefined) return undecided(0, 'Jest did not run this file.');
  const { project, durationMs } = ran;
  if (once !== true && durationMs > FILE_SHARE * timeMs)
    return undecided(0, tooLong(durationMs, bench));
  const testWorker = bench.testWorkers[project] ?? null;
  if (testWorker === null) return undecided(0, NEEDS_JEST_RUNNER);
  const workplace = openWorkplace(bench, settings);
  if (workplace === null) return undecided(0, NO_DIRECTORY);
  const { globalConfig, projects } = bench;
  const reply = await workplace.process.ask(
    {
      ask: 'set-up',
      testWorker,
      globalConfig,
      projects,
      children: children === undefined ? null : { ...children, spool: workplace.place.path },
    },
    timeMs,
  );
  if (reply.answer === 'done') return { workplace, ran };
  workplace.close();
  return undecided(0, `It could not be run again: ${whyNot(reply)}.`);
}

/** A file that takes more of the time than this once leaves none to repeat it. */
const FILE_SHARE = 0.7;

/** Why a file of this duration is not repeated. */
export function tooLong(durationMs: number, { boundMs }: Bench): string {
  return `It takes ${formatSeconds(durationMs / 1000)} by itself, too long to be repeated in the time that there is; ${moreTime(boundMs)}.`;
}

const NEEDS_JEST_RUNNER =
  "Its project does not run its tests with jest-runner, Jest's own, which running it again needs.";
const NO_DIRECTORY = 'No directory could be made for what running it again writes.';

export function undecided(runs: number, reason: string): Undecided {
  return { outcome: 'undecided', runs, reason };
}

/** Why something asked for was not done, to complete a sentence. */
export function whyNot(reply: Reply): string {
  switch (reply.answer) {
    case 'timed-out':
      return TIME_UP;
    case 'died':
      return `its process ${reply.how}`;
    case 'failed':
      return asClause(reply.reason);
    default:
      return 'its process gave an answer out of turn';
  }
}

/** A note: why heap snapshots tell nothing, in a clause. */
export function holderUnknown(why: string, { boundMs }: Bench): string {
  const isTime = why === TIME_UP;
  return `What holds the memory is not known: ${why}${isTime ? `; ${moreTime(boundMs)}` : ''}.`;
}

const TIME_UP = 'the time was up';

/** A sentence, to stand after a colon. */
export function asClause(sentence: string): string {
  // A word of capitals, such as a code of an error, stays as it is.
  const starts = /^[A-Z](?![A-Z])/.test(sentence)
    ? sentence.charAt(0).toLowerCase()
    : sentence.charAt(0);
  return `${starts}${sentence.slice(1)}`.replace(/\.$/, '');
}
