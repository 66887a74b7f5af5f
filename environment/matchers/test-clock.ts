import type { Circus } from '@jest/types';

/**
 * When the test that runs will be given up, in ms since the epoch; null where that cannot be told: Jest
 * keeps it in a property of the sandbox's global object that is not part of its API.
 */
export function testDeadline(sandbox: object): number | null {
  const key = Object.getOwnPropertySymbols(sandbox).find(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  );
  if (key === undefined) return null;
  const state = (sandbox as Record<symbol, unknown>)[key] as Partial<Circus.State> | undefined;
  const test = state?.currentlyRunningTest;
  const timeout = test?.timeout ?? state?.testTimeout;
  // Without a start it is not this test's clock that was found: concurrent tests have none of their own.
  if (typeof test?.startedAt !== 'number' || typeof timeout !== 'number') return null;
  return test.startedAt + timeout;
}
