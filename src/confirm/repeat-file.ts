import { analyse } from '../pipeline';
import { insideSeriesOf } from '../spool/inside-series';
import { readSpool } from '../spool/reader';
import type { Bench } from './bench';
import type { Reply } from './fresh-process';
import { diagnoseRepeats } from './diagnose-repeats';
import { judgeRepeatedFile } from './judge-repeated-file';
import type { Repeated } from './repeated';
import { openWorkplace, type Workplace } from './workplace';

/** A look is taken after this many runs, and then after every so many more. */
const FIRST_LOOK = 8;
const LOOK_EVERY = 4;
/** A leak worth a word has shown by then. */
const MOST_RUNS = 200;
/** Of the time, what the runs may take that decide; the rest is for the snapshots of a leak. */
const DECIDE_SHARE = 0.6;
/** For the last census, when the time is up. */
const END_MS = 2_000;

/** Runs one test file again and again in a fresh process, until it is clear whether it keeps more each time. */
export async function repeatFile(path: string, bench: Bench, timeMs: number): Promise<Repeated> {
  const project = bench.projectOf.get(path);
  const testWorker = project === undefined ? null : (bench.testWorkers[project] ?? null);
  if (project === undefined) return undecided(0, 'Jest did not run this file.');
  if (testWorker === null) return undecided(0, NEEDS_JEST_RUNNER);
  const workplace = openWorkplace(bench, { collectionBudget: 1, betweenTests: false });
  if (workplace === null) return undecided(0, NO_DIRECTORY);
  const repetition = new Repetition(path, project, bench, workplace, Date.now() + timeMs);
  try {
    const ready = await workplace.process.ask(
      { ask: 'set-up', testWorker, globalConfig: bench.globalConfig, projects: bench.projects },
      timeMs,
    );
    if (ready.answer !== 'done')
      return undecided(0, `It could not be run again: ${whyNot(ready)}.`);
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
    if (reply.answer !== 'ran')
      return `It could not be run ${this.runs + 1} times: ${whyNot(reply)}.`;
    this.runs += 1;
    if (reply.failed > 0) this.failedRuns += 1;
    this.longestMs = Math.max(this.longestMs, Date.now() - startedAt);
    this.bench.progress(`run ${this.runs}`);
    return null;
  };

  private async judge() {
    const { place } = this.workplace;
    const contents = await readSpool(place.path);
    const report = analyse({
      ...this.bench.facts,
      place,
      contents,
      failures: [],
      startedAt: this.startedAt,
      endedAt: Date.now(),
      files: new Set([this.path]),
    });
    const series = contents.logs.map(insideSeriesOf).find((one) => one !== null) ?? null;
    return {
      ...judgeRepeatedFile({ report, series, runs: this.runs, failedRuns: this.failedRuns }),
      alive: series?.census?.alive.map(({ file }) => file) ?? [],
    };
  }

  private async complete(judged: Awaited<ReturnType<Repetition['judge']>>): Promise<Repeated> {
    if (judged.outcome !== 'grows') return judged;
    const { outcome, runs, reason, verdict, alive } = judged;
    const found = await diagnoseRepeats({
      workplace: this.workplace,
      bench: this.bench,
      alive: verdict.signal === 'realms' ? alive : [],
      deadline: this.deadline,
      runs: () => this.runs,
      runAgain: () => this.run(this.deadline),
    });
    return { outcome, runs, reason, verdict, ...found };
  }
}

const NEEDS_JEST_RUNNER =
  "Its project does not run its tests with jest-runner, Jest's own, which running it again needs.";
const NO_DIRECTORY = 'No directory could be made for what running it again writes.';

function undecided(runs: number, reason: string): Repeated {
  return { outcome: 'undecided', runs, reason };
}

/** Completes a sentence. */
function whyNot(reply: Reply): string {
  switch (reply.answer) {
    case 'timed-out':
      return 'the time was up';
    case 'died':
      return `its process ${reply.how}`;
    case 'failed':
      return reply.reason.replace(/\.$/, '');
    default:
      return 'its process gave an answer out of turn';
  }
}
