import type { OpenedKind } from '../openers/census';

/**
 * The artefact `report.json`. Sizes are bytes, times milliseconds since the epoch, durations
 * milliseconds, paths relative to Jest's `rootDir`.
 */
export interface Report {
  readonly schema: 'jest-tidemark/report@1';
  readonly run: RunInfo;
  readonly processes: readonly ReportedProcess[];
  readonly verdicts: readonly Verdict[];
  /** What was lost or bounded while watching, one sentence each. */
  readonly notes: readonly string[];
}

export interface RunInfo {
  readonly status: 'leak' | 'clean' | 'inconclusive';
  readonly startedAt: number;
  readonly durationMs: number;
  /** Test files that Jest ran, and how many of them the environment watched. */
  readonly files: number;
  readonly watchedFiles: number;
  readonly jestVersion: string;
  readonly nodeVersion: string;
  /** What watching cost in CPU time: sampling, collecting; and all that the processes with tests used. */
  readonly cost: {
    readonly samplerCpuMs: number;
    readonly collectionCpuMs: number;
    readonly testCpuMs: number;
  };
  /** The memory that must not be reached, in bytes, and who set it. */
  readonly criticalMemory: {
    readonly bytes: number;
    readonly source: 'option' | 'machine' | 'container';
  };
}

export interface ReportedProcess {
  readonly id: string;
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly role: 'jest' | 'worker' | 'child' | 'external';
  readonly startedBy: string | null;
  readonly samples: number;
  readonly peak: { readonly rss: number; readonly vms: number | null };
  readonly lifetimeMs: number;
  /** Set where the process did not end in good order. */
  readonly death: {
    readonly kind: 'signal' | 'out-of-memory' | 'unknown';
    readonly file: string | null;
  } | null;
  /**
   * A coarse picture of the resident set size, or of virtual memory where nothing else was recorded: at
   * most 60 values, evenly spaced in time, in bytes.
   */
  readonly shape: readonly number[];
}

export type VerdictKind = 'leak' | 'suspect' | 'steady' | 'inconclusive';

export type RateUnit = 'bytes/s' | 'bytes/file' | 'bytes/test' | 'count/file' | 'count/s';

export interface Culprit {
  readonly path: string;
  readonly package: string | null;
  readonly evidence: string;
  /** Set where the figures of `containers` and `classes` are of each second, and not of each run. */
  readonly per?: 'second';
  /** From heap snapshots, where some were taken: collections that grew from each to the next. */
  readonly containers?: readonly GrownContainer[];
  /** Objects gained in each run, by class, most bytes first. */
  readonly classes?: readonly GainedClass[];
  /** What holds what was gained, or realms that should be gone. */
  readonly retainers?: readonly Retainer[];
  /** What it opened, or started, and is open still, where it was run again to see that. */
  readonly opened?: OpenedThings;
}

export interface OpenedThings {
  readonly kind: OpenedKind;
  /** Where it opens them, from 1. */
  readonly line: number;
  /** Open at the end of the repetition. */
  readonly count: number;
  /** More with each test, or with each run of the file. */
  readonly perRun: number;
  readonly per: 'test' | 'file';
}

export interface GrownContainer {
  /** From a root to the container, in the user's words. */
  readonly path: string;
  readonly kind: 'Map' | 'Set' | 'Array' | 'ArrayBuffer' | 'dictionary' | PythonKind;
  /** At each snapshot, or look. */
  readonly sizes: readonly number[];
  readonly unit: 'entries' | 'bytes';
  /** Gained in each run (see `per`), between the last two snapshots; null where that is not known. */
  readonly perRun: number | null;
  /** What was added, by its class and the names of its properties; null where it left no trace. */
  readonly sample: string | null;
}

/** The built-in class that a collection of a Python process is, or is derived from. */
export type PythonKind =
  | 'dict'
  | 'list'
  | 'set'
  | 'deque'
  | 'bytearray'
  | 'array'
  | 'BytesIO'
  | 'StringIO';

export interface GainedClass {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
}

export interface Retainer {
  /** Such as `module src/a.js .exports .get → function get (src/a.js:7) → variable 'cache' → Map → Row`. */
  readonly path: string;
  /** Places in the code on the path, from the root on. Lines count from 1. */
  readonly places: readonly {
    readonly file: string;
    readonly line: number | null;
    readonly package: string | null;
  }[];
  /** How many realms of files that are over it holds. */
  readonly realms?: number;
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly signal: string;
  readonly processId: string;
  readonly pid: number;
  readonly processName: string;
  readonly rate: { readonly value: number; readonly unit: RateUnit } | null;
  readonly r2: number | null;
  readonly window: { readonly from: number; readonly to: number; readonly points: number } | null;
  readonly exhaustion:
    | { readonly limitBytes: number; readonly inSeconds: number }
    | { readonly limitBytes: number; readonly inFiles: number }
    | null;
  readonly culprits: readonly Culprit[];
  /** The test files that a leak or a suspicion is about: what to run to see it again. */
  readonly testFiles?: readonly string[];
  /** It is Node's or Jest's own, and happens to every project that runs so. */
  readonly ofHost?: true;
  /** A few files keep what is theirs, and the run has shown that this is no growth: never more than a suspect. */
  readonly confined?: true;
  /**
   * Of an `inconclusive` one: it grew by so little that the garbage of its runtime explains it. Running its test
   * again decides; where that was not to be had, it is told in one line with others.
   */
  readonly slight?: true;
  /** One sentence: why this verdict. */
  readonly reason: string;
  /** What to do next; null where nothing is. */
  readonly advice: string | null;
  /** What each detector said, strongest first. */
  readonly findings: readonly {
    readonly detector: string;
    readonly signal: string;
    readonly outcome: string;
    readonly reason: string;
  }[];
}
