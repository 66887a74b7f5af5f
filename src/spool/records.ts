import type { Floor, RealmCensus } from '../series/inside';
import type { ChildFloorRecord, ChildSnapshotRecord } from './child-records';

/**
 * The lines of a spool file, one JSON object each. A reader takes what it knows and passes over the
 * rest, so a field or a type can be added without a new version.
 *
 * Times are milliseconds since the epoch, sizes bytes.
 */
export type SpoolRecord =
  | WriterRecord
  | ProcessRecord
  | SamplesRecord
  | ExitRecord
  | CostRecord
  | LostRecord
  | FileStartRecord
  | FileEndRecord
  | TestsRecord
  | LeftBehindRecord
  | LeftBehindRestRecord
  | GuardFailedRecord
  | FloorRecord
  | RealmsRecord
  | InsideLimitRecord
  | ChildFloorRecord
  | ChildSnapshotRecord
  | CompleteRecord;

/** First line of every file: who writes it. */
export interface WriterRecord {
  readonly type: 'writer';
  readonly kind: 'sampler' | 'environment' | 'child' | 'python';
  readonly pid: number;
  /** Id of the process the writer lives in: `pid@start`, the same as its `ProcessRecord.id`. */
  readonly processId: string;
  readonly at: number;
  readonly intervalMs: number;
  /** Of a Node child of the tests: what it runs, for it to be known again. */
  readonly program?: string;
}

/** A process was seen for the first time by this writer. */
export interface ProcessRecord {
  readonly type: 'process';
  /** `pid@start`, with the start in clock ticks on Linux and in ms since the epoch elsewhere. */
  readonly id: string;
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly startedAt: number | null;
  readonly at: number;
}

/**
 * Samples of one process, by column, oldest first; all columns have the length of `t`. A value that
 * could not be had is null, a column that never can be is left out. `intervalMs` is the spacing, which
 * grows when a long series is thinned.
 */
export interface SamplesRecord {
  readonly type: 'samples';
  readonly id: string;
  readonly intervalMs: number;
  readonly t: readonly number[];
  readonly rss: readonly number[];
  readonly vms?: readonly (number | null)[];
  readonly anon?: readonly (number | null)[];
  readonly threads?: readonly (number | null)[];
  readonly fds?: readonly (number | null)[];
}

/** A process was no longer there, or its name changed on exec (then `name` is the new one). */
export interface ExitRecord {
  readonly type: 'exit';
  readonly id: string;
  readonly at: number;
  readonly peak: { readonly rss: number; readonly vms: number | null };
  /** Samples taken of it in all, before thinning. */
  readonly samples: number;
}

/** What sampling cost so far: CPU time of this writer's thread in ms, and samples taken. */
export interface CostRecord {
  readonly type: 'cost';
  readonly at: number;
  readonly cpuMs: number;
  readonly samples: number;
  /** Set when old samples were thinned or a file was rewritten to stay within its bound. */
  readonly bounds?: readonly string[];
}

/** Lines could not be written for a while (a full disk); how many, and the system's error code. */
export interface LostRecord {
  readonly type: 'lost';
  readonly at: number;
  readonly records: number;
  readonly code: string;
}

export interface FileStartRecord {
  readonly type: 'file-start';
  readonly at: number;
  /** Absolute path of the test file. */
  readonly path: string;
  /** Jest's own number of the worker, from 1. */
  readonly worker: number;
  readonly threadId: number;
  /** Memory outside the heap that objects hold, garbage included. */
  readonly external?: number;
}

export interface FileEndRecord {
  readonly type: 'file-end';
  readonly at: number;
  readonly path: string;
  readonly threadId: number;
  /** CPU time the process has used so far, in ms, all its threads. */
  readonly cpuMs: number;
  readonly tests: number;
}

/** Test boundaries of the file that runs, in batches: parallel arrays. */
export interface TestsRecord {
  readonly type: 'tests';
  readonly path: string;
  readonly names: readonly string[];
  readonly startedAt: readonly number[];
  readonly endedAt: readonly number[];
}

/** Ends the rewritten part of a new generation of a file: from here on it stands for the older one. */
export interface CompleteRecord {
  readonly type: 'complete';
}

/**
 * Something that a test file changed or opened in what all files of the process share, and that was
 * still there after its teardown. A fact, not a finding: one file that leaves a patch once is no leak.
 */
export interface LeftBehindRecord {
  readonly type: 'left-behind';
  readonly at: number;
  /** Absolute path of the test file. */
  readonly path: string;
  readonly kind: 'property' | 'listener' | 'resource' | 'fd' | 'thread' | 'child';
  /** `https.request`, `process.stdout`, `TCPServerWrap`, `socket`, the name of a child process. */
  readonly what: string;
  /** Listeners: the event, or the channel of `diagnostics_channel`. */
  readonly event?: string;
  /** How many; 1 for a property. */
  readonly count: number;
  /**
   * Properties and listeners: `file` where the value was made in a file's sandbox, which it keeps alive;
   * `process` where it was made outside, as by Jest itself or a transformer; `unknown` for a proxy,
   * which neither Node nor Jest puts in these places.
   */
  readonly realm?: 'file' | 'process' | 'unknown';
  /** A property that was not there before. */
  readonly added?: true;
  /** Where its code lies; null for a mock of Jest's, and where it was not looked up. */
  readonly place: LeftBehindPlace | null;
}

export interface LeftBehindPlace {
  /** Absolute path, through the source map where there is one. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `name@version` for code under `node_modules`. */
  readonly package: string | null;
  /** Absolute path of a module of the project's that requires the package, where one was found. */
  readonly requiredBy: string | null;
}

/** A file left behind more than was recorded of it: how many findings more. */
export interface LeftBehindRestRecord {
  readonly type: 'left-behind-rest';
  readonly at: number;
  readonly path: string;
  readonly count: number;
}

/** Nothing is told of what this process's files leave behind from here on, and why. */
export interface GuardFailedRecord {
  readonly type: 'guard-failed';
  readonly at: number;
  readonly path: string;
  readonly message: string;
}

/** A full collection, and what stood after it. One line per collection, so their sum is the cost. */
export interface FloorRecord extends Floor {
  readonly type: 'floor';
  readonly threadId: number;
  /** Jest's own number of the worker, from 1. */
  readonly worker: number;
  /** What the collection cost: CPU time of the process, and time on the clock, in ms. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** CPU time of the process so far, this collection included, in ms. */
  readonly processCpuMs: number;
}

/** Which files outlived their end; the last one of a process counts. */
export interface RealmsRecord extends RealmCensus {
  readonly type: 'realms';
  readonly threadId: number;
  readonly worker: number;
}

/** Why something was not measured from inside, in one sentence. */
export interface InsideLimitRecord {
  readonly type: 'inside-limit';
  readonly at: number;
  readonly threadId: number;
  readonly worker: number;
  readonly reason: string;
}
