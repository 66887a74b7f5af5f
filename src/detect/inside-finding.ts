/** What is measured from inside: memory that survives a collection, by kind, and realms. */
export type InsideSignal = 'realms' | 'retained-heap' | 'external' | 'native';

/** A test file that a finding names, with what was seen of it, in one sentence. */
export interface InsideCulprit {
  /** Absolute path. */
  readonly path: string;
  readonly evidence: string;
}

/** Growth in units of what runs in the process, not of time. */
export interface InsideRate {
  readonly value: number;
  readonly unit: 'bytes/file' | 'bytes/test' | 'count/file';
}

/**
 * One detector's answer for one signal of a process that runs test files. `leak` and `suspect` carry a
 * rate and, where it is clear, the files; `steady` and `too-little` only say why.
 */
export type InsideFinding =
  | {
      readonly outcome: 'leak' | 'suspect';
      readonly detector: string;
      readonly signal: InsideSignal;
      readonly reason: string;
      readonly rate: InsideRate;
      readonly culprits: readonly InsideCulprit[];
      /** A suspect of which the run itself shows that it is no growth: a few files that keep what is theirs. */
      readonly confined?: true;
    }
  | {
      readonly outcome: 'steady' | 'too-little';
      readonly detector: string;
      readonly signal: InsideSignal;
      readonly reason: string;
    };
