import { collect, type FileFailure } from './collect';
import { judgeProcess } from './detect/judge';
import { judgeInsideOfRun, tellInside } from './detect/judge-inside';
import type { Options } from './options';
import { explainJudgement, leftBehindIn } from './explain';
import { buildReport } from './report/build-report';
import type { Report, RunInfo } from './report/report';
import type { WorkerInside } from './series/inside';
import type { ObservedProcess } from './series/process';
import type { SpoolPlace } from './spool/directory';
import { insideByProcess } from './spool/inside-series';
import type { SpoolContents } from './spool/reader';
import { watchingNotes } from './watching-notes';

/** All that is known at the end of a run. Times in milliseconds since the epoch, paths absolute. */
export interface RunFacts {
  readonly place: SpoolPlace;
  readonly contents: SpoolContents;
  readonly options: Options;
  readonly jestPid: number;
  /** Test files that could not be finished. */
  readonly failures: readonly FileFailure[];
  /** Whether a process still runs now, by its id. */
  readonly isAlive: (id: string) => boolean;
  readonly rootDir: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Test files that Jest ran. */
  readonly files: ReadonlySet<string>;
  readonly jestVersion: string;
  readonly nodeVersion: string;
  /** Node's flags of the run, `NODE_OPTIONS` included. */
  readonly flags: readonly string[];
  /** Bytes that V8's heap may have, in each process alike. */
  readonly heapLimit: number;
}

/**
 * From the spool to the report, the whole way: spool → collect → series → detect → verdict → report.
 * Pure: the same facts give the same report.
 */
export function analyse(facts: RunFacts): Report {
  const processes = collect(facts);
  const settings = {
    ...facts.options,
    criticalTimeSeconds: facts.options.criticalTime,
    criticalMemoryBytes: facts.options.criticalMemory,
  };
  const inside = insideByProcess(facts.contents.logs);
  const { flags, heapLimit } = facts;
  const found = judgeInsideOfRun(inside);
  const circumstances = { left: leftBehindIn(facts.contents), flags, heapLimit };
  return buildReport({
    judged: processes.map((process) => {
      const workers = inside.get(process.id) ?? [];
      const findings = found.get(process.id) ?? [];
      const judgement = tellInside(judgeProcess(process, settings, findings), findings);
      return { process, judgement: explainJudgement(judgement, workers, circumstances) };
    }),
    run: runInfo(facts, processes, [...inside.values()].flat()),
    notes: watchingNotes(facts.place, facts.contents),
    rootDir: facts.rootDir,
  });
}

function runInfo(
  facts: RunFacts,
  processes: readonly ObservedProcess[],
  inside: readonly WorkerInside[],
): Omit<RunInfo, 'status'> {
  const watched = new Set(processes.flatMap((process) => process.files.map((span) => span.path)));
  // A file that could not be run ran in no environment: that is no fault of the set-up.
  const broken = new Set(
    facts.failures.map(({ path }) => path).filter((path) => !watched.has(path)),
  );
  const { criticalMemory, criticalMemorySource } = facts.options;
  return {
    startedAt: facts.startedAt,
    durationMs: facts.endedAt - facts.startedAt,
    files: facts.files.size - broken.size,
    watchedFiles: [...facts.files].filter((file) => watched.has(file)).length,
    jestVersion: facts.jestVersion,
    nodeVersion: facts.nodeVersion,
    cost: costOf(facts.contents, inside),
    criticalMemory: { bytes: criticalMemory, source: criticalMemorySource },
  };
}

function costOf({ logs }: SpoolContents, inside: readonly WorkerInside[]): RunInfo['cost'] {
  const samplerCpuMs = logs.reduce((sum, log) => sum + (log.cost?.cpuMs ?? 0), 0);
  // A process tells its CPU time at the end of each file; worker threads share one, so by process.
  const byProcess = new Map<string, number>();
  for (const log of logs) {
    for (const mark of log.fileMarks) {
      if (mark.type !== 'file-end' || log.writer === null) continue;
      const id = log.writer.processId;
      byProcess.set(id, Math.max(byProcess.get(id) ?? 0, mark.cpuMs));
    }
  }
  const collectionCpuMs = inside.reduce((sum, { own }) => sum + own.cost.cpuMs, 0);
  return {
    samplerCpuMs,
    collectionCpuMs,
    testCpuMs: [...byProcess.values()].reduce((sum, ms) => sum + ms, 0),
  };
}
