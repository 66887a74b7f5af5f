import { turn } from './memory-floor';
import type { MatcherResult } from './to-leak-memory';

type Hook = (fn: () => Promise<void>) => void;

/**
 * Results that a test has asked for and that are not there yet. A test that forgot to await one would end,
 * and pass, without it.
 */
export class Unfinished {
  /** With what `expect` makes of them: failures. */
  readonly #failures = new Set<Promise<string | null>>();

  async follow(result: Promise<MatcherResult>, isNot: boolean): Promise<MatcherResult> {
    const failure = result.then(
      ({ pass, message }) => (pass === isNot ? message() : null),
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    this.#failures.add(failure);
    try {
      return await result;
    } finally {
      this.#failures.delete(failure);
    }
  }

  /** Adds a hook that holds each test until its results are there, and fails it where they do. */
  awaitAfterEachTest(sandbox: { readonly afterEach?: Hook }): void {
    try {
      sandbox.afterEach?.(() => this.#fail());
    } catch {
      // Imported within a test, where no hook can be added: that test must await.
    }
  }

  async #fail(): Promise<void> {
    if (this.#failures.size === 0) return;
    const failures = (await Promise.all(this.#failures)).filter((one) => one !== null);
    // Nobody holds the promise of `expect`: Node tells of its rejection in the next turn, still in this test.
    await turn();
    if (failures.length > 0) throw new Error(failures.join('\n\n'));
  }
}
