import { nothingMeasured, type SoakedTest } from '../../src/soak/soak-result';

/** A test that was not measured by itself. */
export function unmeasured(
  name: string,
  outcome: SoakedTest['outcome'],
  reason: string,
): SoakedTest {
  return { kind: 'test', name, outcome, growing: [], reason, perRun: nothingMeasured, rounds: [] };
}

export function notRepeatable(name: string, message: string): SoakedTest {
  return unmeasured(name, 'not-repeatable', `It fails when it runs again: ${message}`);
}
