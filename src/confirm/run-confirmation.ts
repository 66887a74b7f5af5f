import path from 'node:path';
import type { Report } from '../report/report';
import { applyConfirmation, type Outcome } from './apply';
import type { Bench } from './bench';
import { type Task, timeForTask } from './plan';
import type { SuspectedChild } from './judge-soaked-child';
import { repeatFile } from './repeat-file';
import type { Repeated } from './repeated';
import { snapshotTests } from './snapshot-tests';
import { soakChild } from './soak-child';
import { soakFile } from './soak-file';

/**
 * Runs the suspects of a report again, alone, each test file in a fresh process, within so many ms, and
 * gives the report with what came out. The tests' own results are not touched: nobody sees these runs.
 */
export async function confirm(
  report: Report,
  waiting: readonly Task[],
  bench: Bench,
  boundMs: number,
): Promise<Report> {
  const startedAt = Date.now();
  const outcomes: Outcome[] = [];
  const leftOut: Task[] = [];
  for (const [index, task] of waiting.entries()) {
    if (isSettled(task, outcomes)) continue;
    const leftMs = boundMs - (Date.now() - startedAt);
    const open = waiting.slice(index + 1).filter((other) => !isSettled(other, outcomes));
    const durationMs = bench.files.get(pathOf(task, bench))?.durationMs ?? 0;
    const timeMs = timeForTask(leftMs, 1 + open.length, durationMs);
    if (timeMs === null) {
      leftOut.push(task);
      continue;
    }
    // Where it grows, the other files of the same verdicts need no time.
    const others = open.filter(
      ({ verdicts }) => !verdicts.every((one) => task.verdicts.includes(one)),
    );
    const times = { timeMs, diagnosedMs: Math.max(timeMs, leftMs / (1 + others.length)) };
    outcomes.push({ task, repeated: await repeat(task, report, bench, times) });
  }
  const tookMs = Date.now() - startedAt;
  return applyConfirmation(report, { outcomes, leftOut, boundMs, tookMs });
}

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
  { timeMs, diagnosedMs }: { readonly timeMs: number; readonly diagnosedMs: number },
): Promise<Repeated> {
  const file = pathOf(task, bench);
  const seconds = Math.round(timeMs / 1000);
  const told: Bench = {
    ...bench,
    progress: (text) => bench.progress(`${task.file}, ${text} (up to ${seconds} s)`),
  };
  try {
    if (task.mode === 'files') return await repeatFile(file, told, timeMs, diagnosedMs);
    const [sure] = task.verdicts.flatMap((index) => report.verdicts[index] ?? []);
    if (sure?.kind === 'leak') {
      const found = await snapshotTests(file, sure, told, timeMs);
      if (found !== null) return found;
    }
    if (task.mode === 'child') return await soakChild(file, childOf(task, report), told, timeMs);
    return await soakFile(file, task.file, told, timeMs);
  } catch (error) {
    // Whatever fails in here, what the run itself has shown stands.
    const reason = `Running it again failed: ${error instanceof Error ? error.message : String(error)}`;
    return { outcome: 'undecided', runs: 0, reason };
  }
}

function childOf({ verdicts: [index] }: Task, { verdicts, processes }: Report): SuspectedChild {
  const id = index === undefined ? undefined : verdicts[index]?.processId;
  const process = processes.find((one) => one.id === id);
  return { name: process?.name ?? '', lifetimeMs: process?.lifetimeMs ?? 0 };
}
