/** A process as it is told in a `process` record. */
export interface SeenProcess {
  /** `pid@start`, with the start in clock ticks on Linux and in ms since the epoch elsewhere. */
  readonly id: string;
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  /** Milliseconds since the epoch, or null where it is not told. */
  readonly startedAt: number | null;
}

/** One reading of one process. Sizes are bytes; null is what was not read this time. */
export interface Reading {
  readonly id: string;
  readonly rss: number;
  readonly vms: number | null;
  readonly anon: number | null;
  readonly threads: number | null;
  readonly fds: number | null;
}

/** What one look at the processes gave. */
export interface Observation {
  /** Processes seen for the first time, or under a new name. */
  readonly seen: readonly SeenProcess[];
  readonly readings: readonly Reading[];
  /** Ids of processes that are no longer there. */
  readonly ended: readonly string[];
}

/** Looks at the processes of a scope. A process that vanishes or may not be read is no error. */
export interface Probe {
  /** Milliseconds; looking more often would cost too much here. */
  readonly minimumIntervalMs: number;
  /**
   * `covered` holds the ids of processes that another sampler covers, with their descendants; as long
   * as nothing changes it is the same set.
   */
  observe(at: number, covered: ReadonlySet<string>): Observation | Promise<Observation>;
  close(): void;
}

/** A probe whose every look is done when the call returns. */
export interface SynchronousProbe extends Probe {
  observe(at: number, covered: ReadonlySet<string>): Observation;
}

/**
 * Which processes are looked at: those of `pids` with their descendants, or all that the user may
 * see. Descendants of a process followed once stay followed when it ends.
 */
export type Scope =
  | { readonly kind: 'pids'; readonly pids: readonly number[] }
  | { readonly kind: 'all' };

/** Tells a process of this run by its environment when its parents are gone: `name=value`. */
export interface Mark {
  readonly name: string;
  readonly value: string;
}
