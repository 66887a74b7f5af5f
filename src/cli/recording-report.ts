import type { Judgement } from '../detect/judgement';
import { judgeProcess } from '../detect/judge';
import { detectByLbr, type LbrSettings } from '../detect/lbr';
import type { Options } from '../options';
import { adviceFor } from '../report/advice';
import { buildReport } from '../report/build-report';
import type { Report } from '../report/report';
import type { ObservedProcess } from '../series/process';
import { lived } from '../series/lived';
import { emptySeries } from '../series/series';
import type { Detector } from './flags';

/**
 * Judges recorded processes. The report is that of a run without test files, and without a Jest: what
 * only a run has is 0 or empty. Pure.
 */
export function reportOfRecording(
  processes: readonly ObservedProcess[],
  detector: Detector,
  options: Options,
): Report {
  const settings = {
    ...options,
    criticalTimeSeconds: options.criticalTime,
    criticalMemoryBytes: options.criticalMemory,
  };
  const judge = { full: judgeProcess, lbr: judgeByPublishedLbr }[detector];
  const startedAt = least(processes.map(({ firstSeenAt }) => firstSeenAt));
  const endedAt = -least(processes.map(({ lastSeenAt }) => -lastSeenAt));
  return buildReport({
    judged: processes.map((process) => ({
      // Of one that has exited and was not waited for, zeros are recorded: no end of its memory's course.
      process: { ...process, signals: { vms: lived(process.signals.vms ?? emptySeries) } },
      judgement: forRecorded(process, judge(process, settings)),
    })),
    run: {
      startedAt,
      durationMs: endedAt - startedAt,
      files: 0,
      watchedFiles: 0,
      jestVersion: '',
      nodeVersion: '',
      cost: { samplerCpuMs: 0, collectionCpuMs: 0, testCpuMs: 0 },
      criticalMemory: { bytes: options.criticalMemory, source: options.criticalMemorySource },
    },
    notes: [],
    // No path stands in a recording.
    rootDir: '/',
  });
}

/** The whole series as it is: the published algorithm knows no start and no end of a process. */
function judgeByPublishedLbr({ signals }: ObservedProcess, settings: LbrSettings): Judgement {
  const finding = detectByLbr(signals.vms ?? emptySeries, 'vms', settings);
  const kinds = { grows: 'leak', steady: 'steady', 'too-little': 'inconclusive' } as const;
  return {
    kind: kinds[finding.outcome],
    signal: 'vms',
    findings: [finding],
    reason: finding.reason,
  };
}

/** The process is gone: no command can be sent to its pid. */
function forRecorded({ name }: ObservedProcess, judgement: Judgement): Judgement {
  if (judgement.kind !== 'leak' && judgement.kind !== 'suspect') return judgement;
  const subject = { role: 'external', name, pid: null, startedBy: null } as const;
  const next = judgement.advice ?? adviceFor(subject, judgement.signal, []);
  return { ...judgement, advice: `Start it again, under the same load.\n${next}` };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}
