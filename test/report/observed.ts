import path from 'node:path';
import type { Finding } from '../../src/detect/finding';
import type { Judgement } from '../../src/report/judgement';
import type { ObservedProcess } from '../../src/series/process';
import type { Signal } from '../../src/series/series';

export const rootDir = path.resolve('/project');
export const startedAt = 1_700_000_000_000;
const mebibyte = 1024 ** 2;

/** A process that was sampled four times a second, with these resident set sizes in MiB. */
export function observed(
  pid: number,
  mebibytes: readonly number[],
  rest: Partial<ObservedProcess> = {},
): ObservedProcess {
  const times = Float64Array.from(mebibytes, (_, index) => startedAt + index * 250);
  const values = Float64Array.from(mebibytes, (value) => value * mebibyte);
  return {
    id: `${pid}@1`,
    pid,
    ppid: 1,
    name: 'node',
    role: 'child',
    startedAt,
    firstSeenAt: startedAt,
    lastSeenAt: times.at(-1) ?? startedAt,
    startedBy: null,
    files: [],
    death: null,
    samples: mebibytes.length,
    peak: { rss: Math.max(0, ...values), vms: null },
    signals: { rss: { times, values, intervalMs: 250 } },
    ...rest,
  };
}

/** Values from one to the other in a line. */
export function ramp(from: number, to: number, points = 200): number[] {
  return Array.from({ length: points }, (_, index) => from + ((to - from) * index) / (points - 1));
}

export function grows(signal: Signal, slopePerSecond: number, inSeconds?: number): Finding {
  return {
    outcome: 'grows',
    detector: 'lbr',
    signal,
    reason: 'a line fits',
    fit: {
      slopePerSecond,
      r2: 0.99368,
      window: { from: startedAt + 30_000, to: startedAt + 49_000, points: 38 },
    },
    growth: slopePerSecond * 19,
    exhaustion: inSeconds === undefined ? null : { limitBytes: 24 * 1024 ** 3, inSeconds },
  };
}

export function judged(kind: Judgement['kind'], ...findings: Finding[]): Judgement {
  return { kind, signal: findings[0]?.signal ?? 'rss', findings, reason: `${kind}, for a reason.` };
}

export const run = {
  startedAt,
  durationMs: 60_000,
  files: 42,
  watchedFiles: 42,
  jestVersion: '30.5.0',
  nodeVersion: '20.19.0',
  cost: { samplerCpuMs: 310, collectionCpuMs: 0, testCpuMs: 52_000 },
  criticalMemory: { bytes: 24 * 1024 ** 3, source: 'machine' },
} as const;
