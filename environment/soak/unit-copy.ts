import type { Circus } from '@jest/types';
import { type Copy, copyEmptyTest, copyTests } from './circus-copies';
import type { SoakUnit, StepOutcome } from './plan-steps';

type Test = Circus.TestEntry;

/**
 * What Jest is to run for a unit of a plan.
 *
 * @param originals the tests that the plan's numbers stand for
 * @param bodies functions of tests that Jest has replaced by now
 */
export function copyOfUnit(
  unit: SoakUnit,
  originals: readonly Test[],
  bodies: ReadonlyMap<Test, Test['fn']>,
  { rootDescribeBlock: root, randomize }: Circus.State,
): Copy {
  if (unit.kind === 'empty') {
    return copyEmptyTest(root, unit.place === null ? null : (originals[unit.place] ?? null));
  }
  const wanted = new Set(unit.tests.flatMap((index) => originals[index] ?? []));
  return copyTests(root, wanted, bodies, randomize === true);
}

/** With `retryTimes` only the last try counts, as ever. */
export function failuresOf({ tests }: Copy, originals: readonly Test[]): StepOutcome['failures'] {
  return tests.flatMap(({ original, copy: { errors } }) =>
    errors.length === 0
      ? []
      : [{ test: originals.indexOf(original), message: firstLine(errors[0]) }],
  );
}

/** Of an error as Jest keeps it: what was thrown, or that with where the test was defined. */
function firstLine(error: unknown): string {
  const thrown: unknown = Array.isArray(error) ? error[0] : error;
  const text =
    typeof thrown === 'object' && thrown !== null && 'message' in thrown
      ? String(thrown.message)
      : String(thrown);
  return text.trim().split('\n')[0] ?? '';
}
