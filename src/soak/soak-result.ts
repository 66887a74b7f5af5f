import type { Opener } from '../openers/opener';
import type { SoakRound, SoakSignal } from './soak-floor';

export const SOAK_SCHEMA = 'jest-tidemark/soak@1';

/**
 * Growth per run, of the signals that grew or were at least measured: bytes, or a count. What Jest itself
 * keeps is subtracted. Null where it could not be told.
 */
export type PerRun = Readonly<Record<SoakSignal, number | null>>;

export const nothingMeasured: PerRun = {
  heap: null,
  external: null,
  native: null,
  listeners: null,
  handles: null,
  threads: null,
  fds: null,
};

/** What repeating the same tests told. */
export interface SoakFinding {
  readonly outcome: 'grows' | 'steady' | 'undecided';
  /** The signals that grow, the most telling first; none where nothing does. */
  readonly growing: readonly SoakSignal[];
  /** One sentence. */
  readonly reason: string;
  readonly perRun: PerRun;
  readonly rounds: readonly SoakRound[];
  /** Who opens more with each run than is closed again, where it grows; files are absolute. */
  readonly openers?: readonly Opener[];
}

/** A test, or the hooks around the tests of a describe block, which are run with an empty test. */
export interface SoakedTest extends Omit<SoakFinding, 'outcome'> {
  readonly kind: 'test' | 'hooks';
  /** As Jest has it: the names of the describe blocks and of the test. */
  readonly name: string;
  readonly outcome: SoakFinding['outcome'] | 'not-repeatable';
}

/** What soaking one test file told: the file `soak-*.json`. Times in milliseconds, sizes in bytes. */
export interface SoakResult {
  readonly schema: typeof SOAK_SCHEMA;
  /** Absolute path of the test file. */
  readonly file: string;
  readonly pid: number;
  readonly startedAt: number;
  /** How long the repeating took: what the file took longer than in a normal run. */
  readonly durationMs: number;
  /** How often the whole file was run again. */
  readonly repetitions: number;
  /** What Jest itself keeps per run of an empty test. It is subtracted everywhere. */
  readonly baseline: PerRun | null;
  /** All tests of the file together; null where none could be repeated. */
  readonly whole: SoakFinding | null;
  /** Those that ran and passed. Not measured by itself: `rounds` is empty, and the reason says why. */
  readonly tests: readonly SoakedTest[];
  /** Heap snapshots, oldest first, with the repetitions of what grows before each. */
  readonly snapshots: readonly { readonly file: string; readonly repetitions: number }[];
  /** What was lost or bounded, one sentence each. */
  readonly notes: readonly string[];
}

export function leaks(result: SoakResult): boolean {
  return (
    result.whole?.outcome === 'grows' || result.tests.some(({ outcome }) => outcome === 'grows')
  );
}
