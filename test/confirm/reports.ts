import type { Report, ReportedProcess, Verdict } from '../../src/report/report';

/** A verdict on process `p`, a suspect by its realms unless told otherwise. */
export function verdict(own: Partial<Verdict> = {}): Verdict {
  return {
    kind: 'suspect',
    signal: 'realms',
    processId: 'p',
    pid: 1,
    processName: 'node',
    rate: { value: 0.3, unit: 'count/file' },
    r2: null,
    window: null,
    exhaustion: null,
    culprits: [],
    testFiles: ['a.test.js'],
    reason: 'Screening says so.',
    advice: 'Look.',
    findings: [{ detector: 'realms', signal: 'realms', outcome: 'suspect', reason: 'few' }],
    ...own,
  };
}

export function reported(own: Partial<ReportedProcess> = {}): ReportedProcess {
  return {
    id: 'p',
    pid: 1,
    ppid: 0,
    name: 'node',
    role: 'jest',
    startedBy: null,
    samples: 100,
    peak: { rss: 1, vms: 1 },
    lifetimeMs: 20_000,
    death: null,
    shape: [],
    ...own,
  };
}

export function report(
  verdicts: readonly Verdict[],
  processes: readonly ReportedProcess[] = [reported()],
): Report {
  const leaking = verdicts.some(({ kind }) => kind === 'leak');
  return {
    schema: 'jest-tidemark/report@1',
    run: {
      status: leaking ? 'leak' : 'clean',
      startedAt: 0,
      durationMs: 20_000,
      files: 5,
      watchedFiles: 5,
      jestVersion: '30',
      nodeVersion: 'v20',
      cost: { samplerCpuMs: 0, collectionCpuMs: 0, testCpuMs: 1 },
      criticalMemory: { bytes: 1e9, source: 'machine' },
    },
    processes,
    verdicts,
    notes: [],
  };
}
