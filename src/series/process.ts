import type { Series, Signal } from './series';

/**
 * `jest`: the process that `jest` was started as. `worker`: another process that ran test files.
 * `child`: anything else that the run started. `external`: a process watched by its pid.
 */
export type ProcessRole = 'jest' | 'worker' | 'child' | 'external';

/** The time a process spent on one test file. `endedAt` is null where the end was never seen. */
export interface FileSpan {
  /** Absolute path. */
  readonly path: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** How a process ended that did not end by itself in good order. */
export interface Death {
  readonly kind: 'signal' | 'out-of-memory' | 'unknown';
  /** Absolute path of the test file it was in, where it was in one. */
  readonly file: string | null;
  readonly at: number;
}

/** All that was seen of one process. A reused pid is another process: `id` carries the start time. */
export interface ObservedProcess {
  readonly id: string;
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly role: ProcessRole;
  /** Milliseconds since the epoch, as the operating system tells it; null where it does not. */
  readonly startedAt: number | null;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Absolute path of the test file during which it first appeared, or null. */
  readonly startedBy: string | null;
  /** Test files it ran, in order; empty for a process that runs no tests. */
  readonly files: readonly FileSpan[];
  readonly death: Death | null;
  /** Samples taken, before any thinning. */
  readonly samples: number;
  /** High-water marks in bytes, exact whatever was thinned; vms is null where it cannot be had. */
  readonly peak: { readonly rss: number; readonly vms: number | null };
  readonly signals: { readonly [S in Signal]?: Series };
}
