/**
 * What a process that runs test files can tell of its own memory. Sizes are bytes, times milliseconds
 * since the epoch. Files are counted from 1 in the order in which the process started them.
 */

/**
 * What stands after a full garbage collection. `file-start` is taken before a file's own code loads,
 * `test` between two tests, `run-finish` after the last test of a file while its modules still stand,
 * `process-end` when the process has no more files to run.
 */
export interface Floor {
  readonly at: number;
  readonly where: 'file-start' | 'test' | 'run-finish' | 'process-end';
  /** The file that runs or starts; at the end of the process the last one. */
  readonly file: number;
  readonly path: string;
  /** Tests of this file that have ended, and those of them that failed. */
  readonly tests: number;
  readonly failedTests: number;
  readonly heapUsed: number;
  /** Memory outside the heap that objects hold, `arrayBuffers` among it. */
  readonly external: number;
  readonly arrayBuffers: number;
  readonly rss: number;
  /**
   * Resident set less heap and external memory, just before the collection: right after it the pages that
   * V8 gives back are still in the resident set, and no longer in the heap.
   */
  readonly native: number;
  /** Realms of ended files that are still alive, and how many of these belong to the last two files. */
  readonly realms: number;
  readonly recent: number;
}

/**
 * Which files' realms were alive at one moment. One collection is no proof that a realm stays: V8 may hold
 * on to dead ones for a moment, and then mostly to all of them (see `settled`).
 */
export interface RealmCensus {
  readonly at: number;
  /** Files that had ended, and how many of them had when the collection before the last was made. */
  readonly files: number;
  readonly filesTwice: number;
  /** As `filesTwice`, for three collections; left out by writers that counted two. */
  readonly filesThrice?: number;
  /**
   * Those that could not be run, or had a test that failed. Jest keeps the errors of failed tests, and with
   * them realms; and where a file throws while it is loaded, its handlers of uncaught errors.
   */
  readonly failed: readonly number[];
  /** With the number of collections that each realm has outlived since its file ended. */
  readonly alive: readonly {
    readonly file: number;
    readonly path: string;
    readonly collections: number;
  }[];
  /** Realms alive by V8's count of contexts: those of `alive`, and any that no file accounts for. */
  readonly contexts: number;
  /** Whether V8 was told not to keep maps: if it was not, dead realms may be among the living. */
  readonly exact: boolean;
  /**
   * Whether V8's compile jobs had the time to end between the last file and the last collection: they pin
   * the realms of all files that ran the same function, dead as they may be. Left out by older writers.
   */
  readonly settled?: boolean;
}

/** What collecting cost: CPU time of the whole process, helper threads included, in ms. */
export interface CollectionCost {
  readonly collections: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** CPU time of the process up to its last collection, collections included, in ms. */
  readonly processCpuMs: number;
}

/** One process (or worker thread) as seen from inside. */
export interface InsideSeries {
  readonly processId: string;
  readonly threadId: number;
  /** Jest's number of the worker: a recycled worker's processes share it. */
  readonly worker: number;
  /** Absolute paths, in the order in which the files started. */
  readonly files: readonly string[];
  /**
   * Memory outside the heap when each of the files started, without a collection: the floor was no higher.
   * Empty where it was not written.
   */
  readonly externalAtStart: readonly number[];
  readonly floors: readonly Floor[];
  /** The last census, taken as late as one could be had; null where there is none. */
  readonly census: RealmCensus | null;
  readonly cost: CollectionCost;
  /** Why less was measured than could be, one sentence each. */
  readonly limits: readonly string[];
}

/** A process (or worker thread), with those that ran before it under the same number of worker. */
export interface WorkerInside {
  readonly own: InsideSeries;
  /** Oldest first; empty unless Jest replaced the worker. */
  readonly earlier: readonly InsideSeries[];
}
