import type { InsideSeries } from '../series/inside';
import type { Bench } from './bench';
import { diagnoseRepeats } from './diagnose-repeats';
import { judgeRepeatedFile } from './judge-repeated-file';
import { readRepetition } from './read-repetition';
import type { Grown, Repeated } from './repeated';
import { setUp, undecided, whyNot } from './set-up';
import type { Workplace } from './workplace';

/** A look is taken after this many runs, and then after every so many more. */
const FIRST_LOOK = 8;
/** Runs that load and fill what the later ones find there. */
const FIRST_RUNS = 3;
const LOOK_EVERY = 4;
/** A leak worth a word has shown by then. */
const MOST_RUNS = 200;
/** Of the time, what the runs may take that decide; the rest is for the snapshots of a leak. */
const DECIDE_SHARE = 0.6;
/** A realm that outlives so many, and is none of the last ones, stays. */
const COLLECTIONS = 3;
const LAST_RUNS = 2;
/** For the last census, when the time is up. */
const END_MS = 2_000;

/**
 * Runs one test file again and again in a fresh process, until it is clear whether it keeps more each time.
 *
 * @param timeMs for an answer
 * @param diagnosedMs for it and, where the file grows, what holds the memory
 */
export async function repeatFile(
  path: string,
  bench: Bench,
  timeMs: number,
  diagnosedMs: number,
): Promise<Repeated> {
  const deadline = Date.now() + diagnosedMs;
  const opened = await setUp(path, bench, timeMs, { collectionBudget: 1, betweenTests: false });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  try {
    const repetition = new Repetition(path, ran.project, bench, workplace, deadline);
    return await repetition.decide(DECIDE_SHARE * timeMs);
  } finally {
    workplace.close();
  }
}

class Repetition {
  private readonly startedAt = Date.now();
  private runs = 0;
  private failedRuns = 0;
  private longestMs = 0;

  constructor(
    private readonly path: string,
    private readonly project: number,
    private readonly bench: Bench,
    private readonly workplace: Workplace,
    private readonly deadline: number,
  ) {}

  async decide(timeMs: number): Promise<Repeated> {
    const until = this.startedAt + timeMs;
    while (this.runs < MOST_RUNS && Date.now() + this.longestMs < until) {
      const stopped = await this.run(until);
      if (stopped !== null) return undecided(this.runs, stopped);
      if (this.failedRuns > 0) break;
      if (this.runs < FIRST_LOOK || this.runs % LOOK_EVERY !== 0) continue;
      const judged = await this.judge();
      if (judged.outcome !== 'undecided') return this.complete(judged);
    }
    await this.workplace.process.ask({ ask: 'end' }, END_MS);
    return this.complete(await this.judge());
  }

  /** Once more; a sentence where that cannot be done. */
  readonly run = async (until: number): Promise<string | null> => {
    const { path, project } = this;
    const startedAt = Date.now();
    const reply = await this.workplace.process.ask(
      { ask: 'run', path, project },
      until - startedAt,
    );
    if (reply.answer !== 'ran') return `${notRunAgain(this.runs)}: ${whyNot(reply)}.`;
    this.runs += 1;
    if (reply.failed > 0) this.failedRuns += 1;
    this.longestMs = Math.max(this.longestMs, Date.now() - startedAt);
    this.bench.progress(`run ${this.runs}`);
    return null;
  };

  private async judge() {
    const { workplace, bench, path: file, startedAt, runs, failedRuns } = this;
    const { report, series } = await readRepetition(workplace, bench, file, startedAt);
    const directory = workplace.place.path;
    bench.keep?.({ judged: 'runs', file, directory, startedAt, runs, failedRuns });
    return {
      ...judgeRepeatedFile({ report, series, runs, failedRuns }),
      alive: keptRealms(series),
      floors: warmFloors(series),
    };
  }

  private async complete(judged: Awaited<ReturnType<Repetition['judge']>>): Promise<Repeated> {
    if (judged.outcome !== 'grows') return judged;
    const { outcome, runs, reason, verdict, alive, floors } = judged;
    const found = await diagnoseRepeats({
      workplace: this.workplace,
      bench: this.bench,
      alive: verdict.signal === 'realms' ? alive : [],
      deadline: this.deadline,
      runs: () => this.runs,
      runAgain: () => this.run(this.deadline),
    });
    return { outcome, runs, reason, verdict, floors, ...found };
  }
}

function notRunAgain(runs: number): string {
  if (runs === 0) return 'It could not be run again';
  return `It could be run ${runs === 1 ? 'once' : `${runs} times`} only`;
}

/** After the first runs, which fill caches, and at the end. */
function warmFloors(series: InsideSeries | null): Grown['floors'] {
  const floors = series?.floors ?? [];
  const first = floors.find(({ file }) => file > FIRST_RUNS);
  const last = floors.at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}

/** The runs whose realm should be gone: not the last ones, which may only just be over. */
function keptRealms(series: InsideSeries | null): number[] {
  const { alive = [], files = 0 } = series?.census ?? {};
  return alive
    .filter(({ file, collections }) => collections >= COLLECTIONS && file <= files - LAST_RUNS)
    .map(({ file }) => file);
}
