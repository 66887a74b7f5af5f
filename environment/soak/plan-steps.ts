import type { SoakFloor } from '../../src/soak/soak-floor';

/** What is repeated: tests, by their number, or a test without a body, in the place of one or alone. */
export type SoakUnit =
  | { readonly kind: 'tests'; readonly tests: readonly number[] }
  | { readonly kind: 'empty'; readonly place: number | null };

/** One order to whoever runs tests: run the unit so often, but not beyond `untilMs`, and take a floor. */
export interface Step {
  readonly unit: SoakUnit;
  readonly repetitions: number;
  /** Since the beginning of the soak. */
  readonly untilMs: number;
}

/** What came of it. Fewer repetitions than ordered: time ran out, or a test failed. */
export interface StepOutcome {
  readonly repetitions: number;
  readonly before: SoakFloor;
  readonly after: SoakFloor;
  readonly durationMs: number;
  /** Since the beginning of the soak. */
  readonly elapsedMs: number;
  /** Tests that failed in the last repetition, with the first line of the error. */
  readonly failures: readonly { readonly test: number; readonly message: string }[];
  /** What may still be allocated before memory runs short. */
  readonly roomBytes: number;
}

export interface PlannedTest {
  readonly name: string;
  /** The innermost describe block: tests in the same one have their hooks in common. */
  readonly block: string;
  readonly blockId: number;
}

/** Yields orders, and is given what came of each. */
export type Plan<Result> = Generator<Step, Result, StepOutcome>;
