import { performance } from 'node:perf_hooks';
import { formatBytes } from '../../src/units';
import { growingKinds, growthTable, outcomeSentences } from './leak-message';
import { leakOptions, type LeakOptions } from './leak-options';
import { threadMeter } from './memory-floor';
import { FEWEST_CALLS, repeatFunction } from './repeat-function';
import { growthOf, isJudged, type RepeatedCalls, TOO_MUCH, totalOf } from './repeated-calls';
import { testDeadline } from './test-clock';

/** What `expect` gives a matcher, as far as it is used here. */
export interface MatcherContext {
  readonly isNot?: boolean;
  readonly promise?: string;
  readonly utils: {
    matcherHint(
      name: string,
      received?: string,
      expected?: string,
      options?: { isNot?: boolean; promise?: string },
    ): string;
    printReceived(value: unknown): string;
  };
}

export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Of the test's time that is left, the share that calls and collections may take. */
const SHARE_OF_TIMEOUT = 0.8;
/** And where the time is too short for the fewest calls. */
const SHARE_AT_MOST = 0.95;

/** With rounds too few to judge, what the last of them may gain and still pass, in bytes. */
const UNJUDGED_GAIN = 100e3;

// Held from the beginning: fake timers replace the properties, not these functions.
const now = performance.now.bind(performance);
const { timeOrigin } = performance;

/**
 * Does memory grow with each call of the function? Passes where it does.
 *
 * @throws Error where it is given no function or unknown options, where the function throws, and where the
 * test's time allows too few calls to tell
 */
export async function leakResult(
  context: MatcherContext,
  received: unknown,
  given: unknown,
): Promise<MatcherResult> {
  const hint = hintOf(context);
  if (typeof received !== 'function') {
    const what = context.utils.printReceived(received);
    throw new Error(
      `${hint}\n\nThe received value must be a function, to be called many times.\nReceived: ${what}`,
    );
  }
  const options = leakOptions(given);
  if (typeof options === 'string') throw new Error(`${hint}\n\n${options}`);

  const repeated = await repeatWithin(hint, () => received(), options);
  const calls = repeated.checkpoints.at(-1)?.calls ?? 0;
  if (calls < FEWEST_CALLS || (!isJudged(repeated) && lastGain(repeated) > UNJUDGED_GAIN)) {
    throw new Error(`${hint}\n\n${tooFew(repeated, calls)}`);
  }
  return {
    pass: growingKinds(repeated).length > 0,
    message: () => `${hint}\n\n${outcomeSentences(repeated)}\n\n${growthTable(repeated)}`,
  };
}

/** Bytes that the last round gained, without those that waver by megabytes. */
function lastGain({ checkpoints }: RepeatedCalls): number {
  const [before, after] = checkpoints.slice(-2).map(({ floor }) => ({ ...floor, rest: 0 }));
  return before === undefined || after === undefined ? 0 : totalOf(after) - totalOf(before);
}

function tooFew({ checkpoints }: RepeatedCalls, calls: number): string {
  const grown = growthOf(checkpoints);
  if (grown > TOO_MUCH) return `${formatBytes(grown)} more are in use after only ${calls} calls.`;
  return (
    `Only ${calls} calls in ${checkpoints.length - 1} rounds fitted into the time of the test, too few to tell: ` +
    'give the test a longer timeout (its third argument, or jest.setTimeout).'
  );
}

async function repeatWithin(
  hint: string,
  received: () => unknown,
  { calls, time, tolerance }: Required<LeakOptions>,
): Promise<RepeatedCalls> {
  const startedAt = now();
  const deadline = testDeadline(globalThis);
  const left = deadline === null ? null : Math.max(0, deadline - timeOrigin - startedAt);
  const inTest = (share: number): number => startedAt + share * (left ?? Number.POSITIVE_INFINITY);
  let made = 0;
  const call = (): unknown => {
    made += 1;
    return received();
  };
  const bounds = {
    calls,
    tolerance,
    softDeadline: Math.min(startedAt + time, inTest(SHARE_OF_TIMEOUT)),
    hardDeadline: inTest(SHARE_AT_MOST),
  };
  try {
    return await repeatFunction(call, bounds, threadMeter(now));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${hint}\n\nThe function threw in call ${made}: ${why}`, { cause });
  }
}

function hintOf({ utils, isNot, promise }: MatcherContext): string {
  return utils.matcherHint('toLeakMemory', 'function', '', {
    isNot: isNot ?? false,
    promise: promise ?? '',
  });
}
