import type { ProcessLog } from './process-log';

export interface MemoryBudget {
  /** Samples of all processes together. A sample is 48 bytes in memory and about as many on disk. */
  readonly samples: number;
  readonly samplesPerProcess: number;
  /** Processes that have ended and are still remembered. */
  readonly ended: number;
}

export const defaultBudget: MemoryBudget = {
  samples: 200_000,
  samplesPerProcess: 20_000,
  ended: 5_000,
};

/** A process that lived for less tells nothing of growth. */
const SHORT_LIFE = 10_000;

/** What was let go to stay within the budget, as sentences; at most one of each kind. */
export type Bounds = Set<string>;

/** Thins and lets go until the logs, oldest first, fit into the budget. */
export function keepWithin(
  budget: MemoryBudget,
  logs: Map<string, ProcessLog>,
  bounds: Bounds,
): void {
  for (const log of logs.values()) thinTo(budget.samplesPerProcess, log, bounds);
  forgetEnded(budget.ended, logs, bounds);
  let total = 0;
  for (const log of logs.values()) total += log.series.length;
  for (const log of logs.values()) {
    if (total <= budget.samples) return;
    if (log.endedAt === null || log.endedAt - log.firstSeenAt >= SHORT_LIFE) continue;
    total -= log.series.length;
    log.series.clear();
    bounds.add(
      'of processes that lived under 10 s only the peak and the count of samples are kept',
    );
  }
  while (total > budget.samples) {
    const longest = longestOf(logs);
    const before = longest.series.length;
    longest.series.thin();
    bounds.add('long series are thinned to the lowest and the highest rss of each stretch of time');
    if (longest.series.length === before) return;
    total -= before - longest.series.length;
  }
}

function thinTo(limit: number, log: ProcessLog, bounds: Bounds): void {
  while (log.series.length > Math.max(2, limit)) {
    log.series.thin();
    bounds.add('long series are thinned to the lowest and the highest rss of each stretch of time');
  }
}

function forgetEnded(limit: number, logs: Map<string, ProcessLog>, bounds: Bounds): void {
  let ended = 0;
  for (const log of logs.values()) if (log.endedAt !== null) ended += 1;
  for (const [id, log] of logs) {
    if (ended <= limit) return;
    if (log.endedAt === null) continue;
    logs.delete(id);
    ended -= 1;
    bounds.add(`of more than ${limit} ended processes the oldest are no longer remembered`);
  }
}

function longestOf(logs: ReadonlyMap<string, ProcessLog>): ProcessLog {
  return [...logs.values()].reduce((a, b) => (b.series.length > a.series.length ? b : a));
}
