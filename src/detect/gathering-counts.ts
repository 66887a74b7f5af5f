import type { ObservedProcess } from '../series/process';
import type { Finding } from './finding';
import { screenCount } from './outside-growth';

type Growth = Extract<Finding, { outcome: 'grows' }>;

/** Threads and open descriptors that gather for as long as a process lives: none is ever given back. */
export function gatheringCounts({ signals }: ObservedProcess): readonly Growth[] {
  return (['threads', 'fds'] as const).flatMap((signal) => {
    const series = signals[signal];
    if (series === undefined) return [];
    const { finding } = screenCount(series, signal);
    return finding.outcome === 'grows' ? [finding] : [];
  });
}
