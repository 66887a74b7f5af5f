import type { PerRun, SoakedTest } from '../../src/soak/soak-result';

const nothing: PerRun = {
  heap: null,
  external: null,
  native: null,
  listeners: null,
  handles: null,
  threads: null,
  fds: null,
};

/** A test that was not measured by itself. */
export function unmeasured(
  name: string,
  outcome: SoakedTest['outcome'],
  reason: string,
): SoakedTest {
  return { kind: 'test', name, outcome, growing: [], reason, perRun: nothing, rounds: [] };
}

export function notRepeatable(name: string, message: string): SoakedTest {
  return unmeasured(name, 'not-repeatable', `It fails when it runs again: ${message}`);
}
