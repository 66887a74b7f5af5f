import path from 'node:path';
import type { Report, Verdict } from '../report/report';
import { applyConfirmation, type Outcome } from './apply';
import { countsOpened } from '../openers/relevant-openers';
import type { Bench, RanTestFile } from './bench';
import { findOpeners } from './find-openers';
import { type Task, timeForTask } from './plan';
import { repeatFile } from './repeat-file';
import type { Repeated } from './repeated';
import { snapshotTests } from './snapshot-tests';
import { undecided } from './set-up';
import { soakChildren } from './soak-child';
import { soakFile } from './soak-file';
import { suspectedChild } from './suspected-child';
import { withOpeners } from './with-openers';

/**
 * Runs the suspects of a report again, alone, each test file in a fresh process, within so many ms, and
 * gives the report with what came out. The tests' own results are not touched: nobody sees these runs.
 */
export async function confirm(
  report: Report,
  waiting: readonly Task[],
  bench: Bench,
): Promise<Report> {
  const { boundMs } = bench;
  const startedAt = Date.now();
  const outcomes: Outcome[] = [];
  const leftOut: Task[] = [];
  for (const [index, task] of waiting.entries()) {
    if (isSettled(task, outcomes)) continue;
    const leftMs = boundMs - (Date.now() - startedAt);
    const open = waiting.slice(index + 1).filter((other) => !isSettled(other, outcomes));
    const onceMs = onceMore(bench.files.get(pathOf(task, bench)), task.mode);
    const timeMs = timeForTask(leftMs, 1 + open.length, onceMs, task);
    if (timeMs === null) {
      leftOut.push(task);
      continue;
    }
    // Where it grows, the other files of the same verdicts need no time.
    const others = open.filter(
      ({ verdicts }) => !verdicts.every((one) => task.verdicts.includes(one)),
    );
    const times = { timeMs, diagnosedMs: Math.max(timeMs, leftMs / (1 + others.length)) };
    outcomes.push(...(await repeat(task, report, bench, times)));
  }
  const tookMs = Date.now() - startedAt;
  return applyConfirmation(report, { outcomes, leftOut, boundMs, tookMs });
}

/** Milliseconds that a file takes when its code is in Jest's cache, and in a process that has run it already. */
function onceMore(ran: RanTestFile | undefined, mode: Task['mode']): number {
  const { durationMs, testsMs } = ran ?? { durationMs: 0, testsMs: 0 };
  return mode === 'child' ? durationMs : Math.min(durationMs, testsMs + LOADING_MS);
}

/** A guess: it lies between 100 ms and, for some hundred modules, two seconds. */
const LOADING_MS = 500;

/** A leak that one file of a suspect shows is a leak; the others need not be asked. */
function isSettled({ verdicts }: Task, outcomes: readonly Outcome[]): boolean {
  return verdicts.every((verdict) =>
    outcomes.some(
      ({ task, repeated }) => repeated.outcome === 'grows' && task.verdicts.includes(verdict),
    ),
  );
}

function pathOf({ file }: Task, { facts }: Bench): string {
  return path.resolve(facts.rootDir, file);
}

async function repeat(
  task: Task,
  report: Report,
  bench: Bench,
  { timeMs, diagnosedMs }: Times,
): Promise<Outcome[]> {
  const file = pathOf(task, bench);
  const seconds = Math.round(timeMs / 1000);
  const told: Bench = {
    ...bench,
    progress: (text) => bench.progress(`${task.file}, ${text} (up to ${seconds} s)`),
  };
  try {
    if (task.mode === 'child') {
      const children = task.verdicts.map((index) => suspectedChild(index, report));
      const judged = await soakChildren(file, children, told, { timeMs, diagnosedMs });
      return task.verdicts.map((index, at) => ({
        task: { ...task, verdicts: [index] },
        repeated: judged[at] ?? undecided(0, 'It was not judged.'),
      }));
    }
    return [
      { task, repeated: await repeatTests(task, file, report, told, { timeMs, diagnosedMs }) },
    ];
  } catch (error) {
    // Whatever fails in here, what the run itself has shown stands.
    const reason = `Running it again failed: ${error instanceof Error ? error.message : String(error)}`;
    return [{ task, repeated: undecided(0, reason) }];
  }
}

async function repeatTests(
  task: Task,
  file: string,
  report: Report,
  bench: Bench,
  { timeMs, diagnosedMs }: Times,
): Promise<Repeated> {
  const deadline = Date.now() + diagnosedMs;
  const [sure] = task.verdicts.flatMap((index) => report.verdicts[index] ?? []);
  const per = task.mode === 'files' ? 'file' : 'test';
  if (sure?.kind === 'leak' && countsOpened(sure.signal)) {
    return findOpeners(file, sure, per, bench, timeMs);
  }
  const repeated = await repeatedForMemory(task, file, sure, bench, { timeMs, diagnosedMs });
  return withOpeners({ repeated, sure, task, file, per, bench, deadline });
}

async function repeatedForMemory(
  task: Task,
  file: string,
  sure: Verdict | undefined,
  bench: Bench,
  { timeMs, diagnosedMs }: Times,
): Promise<Repeated> {
  if (task.mode === 'files') return repeatFile(file, bench, timeMs, diagnosedMs);
  const found = sure?.kind === 'leak' ? await snapshotTests(file, sure, bench, timeMs) : null;
  return found ?? soakFile(file, task.file, bench, timeMs);
}

interface Times {
  readonly timeMs: number;
  readonly diagnosedMs: number;
}
