import { leakResult, type MatcherContext, type MatcherResult } from './to-leak-memory';
import type { LeakOptions } from './leak-options';
import { Unfinished } from './unfinished';

export type { LeakOptions } from './leak-options';

/** `jest-tidemark/matchers`: importing it adds its matchers to `expect`. */
export interface TidemarkMatchers {
  /**
   * Calls the function again and again, and fails where memory grows with each call. Await it.
   *
   * @example await expect(() => parse(text)).not.toLeakMemory();
   */
  toLeakMemory(options?: LeakOptions): Promise<void>;
}

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how @types/jest is extended
  namespace jest {
    // oxlint-disable-next-line typescript/no-unused-vars -- must have the very parameters
    interface Matchers<R, T = {}> extends TidemarkMatchers {}
  }
}

declare module 'expect' {
  // oxlint-disable-next-line typescript/no-unused-vars -- must have the very parameters
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TidemarkMatchers {}
}

const unfinished = new Unfinished();

/** For `expect.extend`; importing this module has done that already. */
export function toLeakMemory(
  this: MatcherContext,
  received: unknown,
  options?: LeakOptions,
): Promise<MatcherResult> {
  return unfinished.follow(leakResult(this, received, options), this.isNot ?? false);
}

interface Extensible {
  extend(matchers: object): void;
}

/** Without injected globals, Jest gives the module's own `expect` to who asks for it by this name. */
const { expect } = ('expect' in globalThis ? globalThis : require('@jest/globals')) as {
  expect: Extensible;
};
expect.extend({ toLeakMemory });
unfinished.awaitAfterEachTest(globalThis);
