import type { SoakFinding } from '../../src/soak/soak-result';
import type { RepeatedOpeners } from '../openers/repeated-openers';
import type { PlanResult } from './plan';
import type { SoakUnit, StepOutcome } from './plan-steps';

/** How much longer a soak may take for it. */
export const MORE_FOR_OPENERS = 1.1;

/** Runs before each count of what is open: those at a quarter, at half of them and at the end are compared. */
const PARTS = [2, 2, 4];
/** Tests that are alike open alike: of more than so many the others are told without. */
const MOST_UNITS = 5;

/**
 * Runs each thing that grows some more times, with a record of who opens what, and adds that to what was found
 * of it. Yields what Jest is to run.
 */
export function* withOpeners<Node>(
  result: PlanResult,
  run: (unit: SoakUnit, repetitions: number) => Generator<Node, StepOutcome>,
  record: () => RepeatedOpeners,
): Generator<Node, PlanResult> {
  const tests = [...result.tests];
  let { whole } = result;
  for (const { unit, test: index } of result.growing.slice(0, MOST_UNITS)) {
    const test = index === null ? undefined : tests[index];
    const finding = test ?? whole;
    if (finding === null) continue;
    const recording = record();
    for (const part of PARTS) {
      const { repetitions } = yield* run(unit, part);
      recording.done(repetitions);
    }
    const openers = recording.end(finding.growing);
    if (test !== undefined && index !== null) tests[index] = { ...test, openers };
    else if (whole !== null) whole = { ...whole, openers } satisfies SoakFinding;
  }
  return { ...result, tests, whole };
}
