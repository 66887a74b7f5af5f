import { judgeProcess } from './detect/judge';
import type { Judgement } from './detect/judgement';
import { publishedLbrSettings } from './detect/lbr';
import type { ObservedProcess } from './series/process';
import type { Series, Signal } from './series/series';
import { systemMemory } from './system-memory';

/** Settings of Linear Backward Regression; the defaults are those published. */
export interface LeakOptions {
  /** Points of the shortest window. @default 20 */
  readonly minPoints?: number;
  /** Seconds between two points. @default 0.5 */
  readonly resampleSeconds?: number;
  /** The least coefficient of determination. @default 0.9 */
  readonly rSquared?: number;
  /** Seconds within which growth must reach `criticalMemory`. @default 3600 */
  readonly criticalTime?: number;
  /** Bytes. @default the smaller of physical memory and the container's limit */
  readonly criticalMemory?: number;
}

/**
 * The memory of one process over time. `times` are milliseconds since any fixed moment and ascend; sizes
 * are bytes. An `ObservedProcess` of a `MemoryMonitor` is one too.
 */
export interface ProcessSeries {
  readonly pid: number;
  readonly name?: string;
  readonly signals: { readonly [S in Signal]?: Series };
}

/** A process that leaks, or may (`suspect`). */
export interface Leak extends Judgement {
  readonly kind: 'leak' | 'suspect';
  readonly pid: number;
  readonly name: string;
}

/** Judges each series by itself; gives the processes that leak or may, and nothing for steady ones. */
export function detectLeaks(series: readonly ProcessSeries[], options: LeakOptions = {}): Leak[] {
  const settings = {
    minPoints: options.minPoints ?? publishedLbrSettings.minPoints,
    resampleSeconds: options.resampleSeconds ?? publishedLbrSettings.resampleSeconds,
    rSquared: options.rSquared ?? publishedLbrSettings.rSquared,
    criticalTimeSeconds: options.criticalTime ?? publishedLbrSettings.criticalTimeSeconds,
    criticalMemoryBytes: options.criticalMemory ?? machineLimit(),
  };
  return series.map(asProcess).flatMap((process) => {
    const { kind, ...judgement } = judgeProcess(process, settings);
    if (kind !== 'leak' && kind !== 'suspect') return [];
    return [{ kind, pid: process.pid, name: process.name, ...judgement }];
  });
}

function machineLimit(): number {
  const { totalMemory, constrainedMemory } = systemMemory();
  return Math.min(totalMemory, constrainedMemory ?? totalMemory);
}

function asProcess({ pid, name = String(pid), signals }: ProcessSeries): ObservedProcess {
  const all = Object.values(signals);
  const firstSeenAt = Math.min(...all.map(({ times }) => times[0] ?? Infinity));
  return {
    id: String(pid),
    pid,
    ppid: 0,
    name,
    role: 'external',
    startedAt: null,
    firstSeenAt,
    lastSeenAt: Math.max(...all.map(({ times }) => times.at(-1) ?? -Infinity)),
    startedBy: null,
    files: [],
    death: null,
    samples: Math.max(0, ...all.map(({ times }) => times.length)),
    peak: { rss: highest(signals.rss) ?? 0, vms: highest(signals.vms) },
    signals,
  };
}

function highest(series: Series | undefined): number | null {
  return series === undefined ? null : series.values.reduce((a, b) => Math.max(a, b), 0);
}
