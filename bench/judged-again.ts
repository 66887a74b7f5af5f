import { applyConfirmation, type Outcome } from '../src/confirm/apply';
import { judgeMeasuredTests } from '../src/confirm/judge-measured-tests';
import { judgeRepeatedFile } from '../src/confirm/judge-repeated-file';
import { judgeSoakedChild } from '../src/confirm/judge-soaked-child';
import { judgeSoakedFile } from '../src/confirm/judge-soaked-file';
import { type Mode, planConfirmation, type Task } from '../src/confirm/plan';
import { repetitionOf } from '../src/confirm/read-repetition';
import type { Growth, Settled } from '../src/confirm/repeated';
import { floorsIn } from '../src/confirm/soak-child';
import { resolveOptions } from '../src/options';
import { analyse, type RunFacts } from '../src/pipeline';
import type { Report } from '../src/report/report';
import type { RecordedRepetition } from './recorded-repetition';
import { contentsOf, recordedRoot, type RecordedRun } from './spool-recording';

/** The machine that the reference figures were taken for, so that all machines print the same. */
const memory = { totalMemory: 24e9, constrainedMemory: null };

type Facts = Omit<RunFacts, 'contents' | 'failures' | 'files'>;

/** What a recorded run is said to be by the rules of today, before its suspects are run again. */
export function judgedAgain(run: RecordedRun): Report {
  const { logs } = run.contents;
  const files = logs.flatMap(({ fileMarks }) => fileMarks.map((mark) => mark.path));
  return analyse({
    ...factsOf(run),
    contents: run.contents,
    failures: [],
    files: new Set(files),
  });
}

/**
 * And what it is after. A suspect that was none when the run was recorded has nothing to be judged by, and
 * stays one.
 */
export function confirmedAgain(run: RecordedRun): Report {
  const facts = factsOf(run);
  const report = judgedAgain(run);
  const judged = planConfirmation(report).map((task) => {
    const kept = repetitionFor(task, run);
    return { task, growth: kept === null ? null : judge(kept, task, facts) };
  });
  return applyConfirmation(report, {
    outcomes: judged.flatMap(({ task, growth }) =>
      growth === null ? [] : [outcomeOf(task, growth)],
    ),
    leftOut: judged.flatMap(({ task, growth }) => (growth === null ? [task] : [])),
    boundMs: 0,
    tookMs: 0,
  });
}

/** By which judgements each mode of repeating a file may end. */
const JUDGED: Readonly<Record<Mode, readonly RecordedRepetition['judged'][]>> = {
  files: ['runs'],
  tests: ['soak', 'floors-between-tests'],
  child: ['child'],
};

function repetitionFor({ mode, file }: Task, run: RecordedRun): RecordedRepetition | null {
  const kept = run.repetitions ?? [];
  const path = `${recordedRoot}/${file}`;
  return kept.findLast((one) => one.file === path && JUDGED[mode].includes(one.judged)) ?? null;
}

function judge(kept: RecordedRepetition, { file }: Task, run: Facts): Growth | Settled | null {
  if (kept.judged === 'soak') return kept.soak === null ? null : judgeSoakedFile(kept.soak, file);
  const contents = contentsOf(kept.logs);
  const facts = { ...run, startedAt: kept.startedAt, endedAt: kept.startedAt };
  const { report, series } = repetitionOf(contents, kept.file, facts);
  if (kept.judged === 'child') {
    return judgeSoakedChild(report, kept.child, kept.runs, floorsIn(contents));
  }
  if (kept.judged === 'floors-between-tests') return judgeMeasuredTests({ report, series });
  return judgeRepeatedFile({ report, series, runs: kept.runs, failedRuns: kept.failedRuns });
}

/** What holds the memory is not recorded. */
function outcomeOf(task: Task, growth: Growth | Settled): Outcome {
  return growth.outcome === 'grows'
    ? { task, repeated: { ...growth, diagnosis: null, floors: null, notes: [] } }
    : { task, repeated: growth };
}

function factsOf(run: RecordedRun): Facts {
  const { jestPid, heapLimit, startedAt, endedAt, jestVersion, nodeVersion } = run;
  return {
    jestPid,
    heapLimit,
    startedAt,
    endedAt,
    jestVersion,
    nodeVersion,
    rootDir: recordedRoot,
    place: { path: recordedRoot, refused: [] },
    options: resolveOptions(undefined, { env: {}, rootDir: recordedRoot, ...memory }),
    isAlive: () => false,
    flags: [],
  };
}
