import { detectRetainedHeap } from '../detect/retained-heap';
import type { Report, Verdict } from '../report/report';
import type { InsideSeries } from '../series/inside';
import type { Growth, Settled } from './repeated';

/** Runs of the file below which nothing is said: the first ones fill caches, the last two prove nothing. */
const FEWEST_RUNS = 8;
/** Runs that may leave their realm for good: a module that is patched once keeps the realm that did it. */
const FIRST_RUNS = 2;
const LAST_RUNS = 2;
/** Collections after which a realm that is still there counts as alive. */
const TWICE = 2;
/** Runs in the middle without a survivor that clear a file. */
const FEWEST_CLEAN = 4;
/** The allocator keeps up to 17 MB of its own, and screening asks for 32 MB before it suspects. */
const LEAST_NATIVE_BYTES = 64_000_000;
const NATIVE_RUNS = 16;

export interface RepeatedFile {
  /** What the repetition says as a run of its own, every boundary measured. */
  readonly report: Report;
  /** The process that ran the file, null where nothing of it was written. */
  readonly series: InsideSeries | null;
  readonly runs: number;
  /** Runs with a test that failed. */
  readonly failedRuns: number;
}

/**
 * Does a file that is run again and again in one process, alone, keep more with each run? It must pass
 * what screening asks of a leak, on runs that load no new code; and it is cleared only where neither
 * realms nor memory grow, not where that cannot be told.
 */
export function judgeRepeatedFile({
  report,
  series,
  runs,
  failedRuns,
}: RepeatedFile): Growth | Settled {
  const undecided = (reason: string): Settled => ({ outcome: 'undecided', runs, reason });
  if (failedRuns > 0) {
    return undecided('Its tests fail when the file is run again, so it proves nothing.');
  }
  if (series === null) return undecided('What was measured could not be written, or is lost.');
  if (runs < FEWEST_RUNS) {
    return undecided(
      `There was time for ${runs} ${runs === 1 ? 'run' : 'runs'} of it; at least ${FEWEST_RUNS} are needed for an answer.`,
    );
  }
  const verdict = report.verdicts.find(({ processId }) => processId === series.processId);
  if (verdict === undefined) return undecided('Nothing is known of the process that ran it.');
  if (verdict.ofHost === true) return undecided(verdict.reason);
  if (isGrowth(verdict, runs)) {
    return { outcome: 'grows', runs, verdict, reason: growsBecause(verdict, runs) };
  }
  const survivors = laterSurvivors(series);
  if (survivors === null) return undecided(verdict.reason);
  if (survivors > 0) {
    return undecided(`${survivors} of ${runs} runs left their realm alive: not enough for growth.`);
  }
  const open = detectRetainedHeap([series]).find(({ outcome }) => outcome !== 'steady');
  if (open !== undefined) return undecided(open.reason);
  return {
    outcome: 'steady',
    runs,
    reason: `Run ${runs} times in one process, it kept no more with each run.`,
  };
}

function isGrowth({ kind, signal, rate }: Verdict, runs: number): boolean {
  if (signal === 'native' && (kind === 'suspect' || kind === 'leak')) {
    return runs >= NATIVE_RUNS && (rate?.value ?? 0) * runs >= LEAST_NATIVE_BYTES;
  }
  return kind === 'leak' && ['realms', 'retained-heap', 'external'].includes(signal);
}

/** Runs that left their realm, not counting the first and the last ones; null where there are too few to tell. */
function laterSurvivors({ census }: InsideSeries): number | null {
  if (census === null) return null;
  const judged = Math.min(census.filesTwice, census.files - LAST_RUNS);
  if (judged - FIRST_RUNS < FEWEST_CLEAN) return null;
  return census.alive.filter(
    ({ file, collections }) => file > FIRST_RUNS && file <= judged && collections >= TWICE,
  ).length;
}

function growsBecause({ reason, signal }: Verdict, runs: number): string {
  // The detectors speak of test files; here each of them is a run of the same one.
  const said = reason
    .replaceAll('test files', 'runs')
    .replaceAll('a test file', 'a run')
    .replace(/(\d+) files/g, '$1 runs')
    .replace('from file ', 'from run ');
  const what = signal === 'realms' ? said.replace('every such file adds', 'every run adds') : said;
  return `Run ${runs} times in one process: ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
}
