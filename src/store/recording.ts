import { gunzipSync } from 'node:zlib';
import type { ObservedProcess, ProcessRole } from '../series/process';
import type { Signal } from '../series/series';
import { medianIntervalMs, seriesOf } from '../series/series-of';

/** A process of a recording, and what is known about it. */
export interface LabelledProcess {
  readonly run: string;
  readonly label: 'healthy' | 'leak';
  readonly process: ObservedProcess;
}

type Column = readonly number[];

interface RecordedProcess {
  readonly role: 'jest-main' | 'jest-worker' | 'child';
  readonly name: string;
  readonly label: 'healthy' | 'leak';
  readonly unit: 'kB';
  /** Milliseconds from the start of the recording. */
  readonly t: Column;
  readonly rss: Column;
  readonly anon?: Column;
  readonly vms?: Column;
  readonly threads?: Column;
  readonly fds?: Column;
}

const roles = {
  'jest-main': 'jest',
  'jest-worker': 'worker',
  child: 'child',
} as const satisfies Record<RecordedProcess['role'], ProcessRole>;

const factors = {
  rss: 1024,
  anon: 1024,
  vms: 1024,
  threads: 1,
  fds: 1,
} as const satisfies Record<Signal, number>;

/**
 * Reads a labelled recording: gzipped JSON of
 * `{ run, processes: [{ role, name, label, unit: "kB", t: [ms], rss, anon, vms, threads, fds }] }`,
 * as record-servers.ts writes it. Sizes become bytes; times stay relative to the recording's start.
 */
export function readRecording(gzipped: Uint8Array): readonly LabelledProcess[] {
  const { run, processes } = JSON.parse(gunzipSync(gzipped).toString('utf8')) as {
    readonly run: string;
    readonly processes: readonly RecordedProcess[];
  };
  return processes.map((recorded, index) => ({
    run,
    label: recorded.label,
    process: observed(recorded, index + 1),
  }));
}

function observed(recorded: RecordedProcess, pid: number): ObservedProcess {
  const { t, rss, vms, name, role } = recorded;
  const intervalMs = medianIntervalMs([t.map((at) => ({ at, value: 0 }))]);
  const signals: { [S in Signal]?: ReturnType<typeof seriesOf> } = {};
  for (const signal of Object.keys(factors) as Signal[]) {
    const column = recorded[signal];
    if (column === undefined) continue;
    const points = t.map((at, i) => ({ at, value: (column[i] ?? 0) * factors[signal] }));
    signals[signal] = seriesOf(points, intervalMs);
  }
  return {
    id: `${pid}@0`,
    pid,
    ppid: role === 'jest-main' ? 0 : 1,
    name,
    role: roles[role],
    startedAt: null,
    firstSeenAt: t[0] ?? 0,
    lastSeenAt: t.at(-1) ?? 0,
    startedBy: null,
    files: [],
    death: null,
    samples: t.length,
    peak: { rss: peakOf(rss) * 1024, vms: vms === undefined ? null : peakOf(vms) * 1024 },
    signals,
  };
}

function peakOf(column: Column): number {
  return column.reduce((peak, value) => Math.max(peak, value), 0);
}
