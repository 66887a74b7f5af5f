import path from 'node:path';
import type { Finding } from '../detect/finding';
import type { ObservedProcess } from '../series/process';
import { emptySeries } from '../series/series';
import { adviceFor } from './advice';
import type { JudgedProcess, Judgement } from './judgement';
import type { Culprit, Report, ReportedProcess, RunInfo, Verdict, VerdictKind } from './report';
import { shapeOf } from './shape';
import { testFilesOf } from './test-files';

export interface ReportInput {
  readonly judged: readonly JudgedProcess[];
  readonly run: Omit<RunInfo, 'status'>;
  readonly notes: readonly string[];
  /** Absolute; the paths of the report are relative to it. */
  readonly rootDir: string;
}

/**
 * The artefact. Leaks come first, the fastest of them at the top, then suspects likewise, then the
 * rest as it was given.
 */
export function buildReport({ judged, run, notes, rootDir }: ReportInput): Report {
  const verdicts = judged
    .flatMap(({ process, judgement }) =>
      judgement === null ? [] : [verdictOf(process, judgement, rootDir)],
    )
    .toSorted(byUrgency);
  const processes = judged.map(({ process }) => processOf(process, rootDir));
  return {
    schema: 'jest-tidemark/report@1',
    run: { status: statusOf(processes, verdicts), ...run },
    processes,
    verdicts,
    notes,
  };
}

const order: Readonly<Record<VerdictKind, number>> = {
  leak: 0,
  suspect: 1,
  steady: 2,
  inconclusive: 3,
};

/** Bytes a second are no measure for counts a second: those come after, and what has no rate last. */
export function byUrgency(a: Verdict, b: Verdict): number {
  return (
    order[a.kind] - order[b.kind] ||
    unitOrder(a) - unitOrder(b) ||
    (b.rate?.value ?? 0) - (a.rate?.value ?? 0)
  );
}

function unitOrder({ rate }: Verdict): number {
  return rate === null ? 2 : rate.unit.startsWith('bytes') ? 0 : 1;
}

/**
 * `inconclusive` says that the watching failed: not one sample of not one process. A run that is over
 * before its processes can be judged is short, which is no fault, and is `clean`; its verdicts say so.
 */
export function statusOf(
  processes: readonly Pick<ReportedProcess, 'samples'>[],
  verdicts: readonly Pick<Verdict, 'kind'>[],
): RunInfo['status'] {
  if (verdicts.some(({ kind }) => kind === 'leak')) {
    return 'leak';
  }
  return processes.some(({ samples }) => samples > 0) ? 'clean' : 'inconclusive';
}

function processOf(process: ObservedProcess, rootDir: string): ReportedProcess {
  const { id, pid, ppid, name, role, samples, peak, startedBy, death } = process;
  return {
    id,
    pid,
    ppid,
    name,
    role,
    startedBy: startedBy === null ? null : relativeTo(rootDir, startedBy),
    samples,
    peak,
    lifetimeMs: process.lastSeenAt - (process.startedAt ?? process.firstSeenAt),
    death:
      death === null
        ? null
        : { kind: death.kind, file: death.file === null ? null : relativeTo(rootDir, death.file) },
    shape: shapeOf(process.signals.rss ?? process.signals.vms ?? emptySeries),
  };
}

type Growth = Extract<Finding, { outcome: 'grows' }>;

function verdictOf(process: ObservedProcess, judgement: Judgement, rootDir: string): Verdict {
  const { kind, signal, findings, reason } = judgement;
  const growing = kind === 'leak' || kind === 'suspect' || judgement.slight === true;
  const growths = findings.filter((finding): finding is Growth => finding.outcome === 'grows');
  const growth = growing ? growths.find((finding) => finding.signal === signal) : undefined;
  const startedBy = process.startedBy === null ? null : relativeTo(rootDir, process.startedBy);
  const short = (text: string) => text.replaceAll(rootDir + path.sep, '');
  const culprits = culpritsOf(process, judgement).map(
    (culprit): Culprit => ({
      ...culprit,
      path: relativeTo(rootDir, culprit.path),
      evidence: short(culprit.evidence),
    }),
  );
  const testFiles = testFilesOf(process, judgement).map((file) => relativeTo(rootDir, file));
  return {
    kind,
    signal,
    processId: process.id,
    pid: process.pid,
    processName: process.name,
    rate: judgement.rate ?? (growth === undefined ? null : rateOf(growth)),
    r2: growth?.fit.r2 ?? null,
    window: growth?.fit.window ?? null,
    exhaustion: judgement.exhaustion ?? growth?.exhaustion ?? null,
    culprits,
    ...(testFiles.length > 0 ? { testFiles } : {}),
    ...(judgement.ofHost === true ? { ofHost: true } : {}),
    ...(judgement.confined === true ? { confined: true } : {}),
    ...(judgement.slight === true ? { slight: true } : {}),
    reason: short(reason),
    advice:
      (judgement.advice === undefined ? null : short(judgement.advice)) ??
      (growing ? adviceFor({ ...process, startedBy }, signal, culprits) : null),
    findings: findings.map((finding) => ({
      detector: finding.detector,
      signal: finding.signal,
      outcome: finding.outcome,
      reason: short(finding.reason),
    })),
  };
}

/** Of a child that no code is known of, the test file that started it. */
function culpritsOf(
  { role, startedBy }: ObservedProcess,
  { kind, culprits = [] }: Judgement,
): readonly Culprit[] {
  const isFlagged = kind === 'leak' || kind === 'suspect';
  if (culprits.length > 0 || !isFlagged || role !== 'child' || startedBy === null) return culprits;
  return [{ path: startedBy, package: null, evidence: 'It started the process that grew.' }];
}

function rateOf({ signal, fit }: Growth): NonNullable<Verdict['rate']> {
  const counted = signal === 'threads' || signal === 'fds';
  return { value: fit.slopePerSecond, unit: counted ? 'count/s' : 'bytes/s' };
}

/** With forward slashes on every system. A path that is relative already is left as it is. */
function relativeTo(rootDir: string, file: string): string {
  const relative = path.isAbsolute(file) ? path.relative(rootDir, file) : file;
  return relative.split(path.sep).join('/');
}
