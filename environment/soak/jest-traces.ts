/**
 * What Jest itself writes down while tests run, and would keep, or print, for each repetition: console
 * output, calls of mocks, the count of snapshots, errors that no test owns. It is put back, so that the
 * file's results come out as if its tests had run once.
 */
import type { Circus } from '@jest/types';
import { testsBelow } from './circus-copies';
import { memberOf } from './member-of';
import { keepSnapshotState } from './snapshot-state';

export interface SoakedEnvironment {
  readonly global: object;
  readonly moduleMocker?: unknown;
}

export interface JestTraces {
  /** Before the unit is run again: the tests find mocks and snapshots as in a first run. */
  beforeRepetition(): void;
  /** Before a floor: lets go of what Jest has gathered. */
  beforeFloor(): void;
  /** The number of errors that no test owned, since the beginning. */
  strayErrors(): number;
  restore(): void;
}

export function keepJestTraces(environment: SoakedEnvironment, state: Circus.State): JestTraces {
  const console = silence(memberOf(environment.global, 'console'));
  const mocks = keepMocks(environment.moduleMocker);
  const snapshots = keepSnapshotState(environment.global);
  const globals = keepLength(() => memberOf(memberOf(environment, '_globalProxy'), 'leftovers'));
  const stray = keepStrayErrors(state);
  const errors = testsBelow(state.rootDescribeBlock).map((test) => ({
    test,
    errors: [...test.errors],
  }));
  return {
    beforeRepetition() {
      mocks.clearCalls();
      snapshots.startOver();
    },
    beforeFloor() {
      mocks.forgetSpies();
      console.forget();
      globals.forget();
      stray.forget();
    },
    strayErrors: stray.count,
    restore() {
      console.restore();
      mocks.clearCalls();
      mocks.forgetSpies();
      globals.forget();
      snapshots.restore();
      stray.forget();
      for (const { test, errors: first } of errors) test.errors = first;
    },
  };
}

/** What is said of so many of them. */
export function strayErrorsNotes(count: number): string[] {
  const errors = count === 1 ? '1 error' : `${count} errors`;
  const note = `${errors} of hooks, or outside tests, in the repetitions: not counted as the file's own`;
  return count === 0 ? [] : [note];
}

/** Errors that come when no test runs, or from `afterAll`. */
function keepStrayErrors(state: Circus.State): { forget: () => void; count: () => number } {
  const errors = state.unhandledErrors.length;
  // Jest 29 has no such table.
  const rejected: Map<unknown, unknown> | undefined = state.unhandledRejectionErrorByPromise;
  const rejections = new Set(rejected?.keys());
  let count = 0;
  return {
    forget() {
      count += state.unhandledErrors.length - errors;
      state.unhandledErrors.length = errors;
      for (const promise of rejected?.keys() ?? []) {
        if (rejections.has(promise)) continue;
        rejected?.delete(promise);
        count += 1;
      }
    },
    count: () => count,
  };
}

/** Jest's consoles write by `_log` and `_logError`, and buffer in `_buffer` until the file ends. */
function silence(console: unknown): { forget: () => void; restore: () => void } {
  if (typeof console !== 'object' || console === null) return { forget() {}, restore() {} };
  const { forget } = keepLength(() => memberOf(console, '_buffer'));
  const silenced = ['_log', '_logError'].filter(
    (name) => typeof memberOf(console, name) === 'function' && !Object.hasOwn(console, name),
  );
  for (const name of silenced) {
    Object.defineProperty(console, name, { configurable: true, value: () => {} });
  }
  return {
    forget,
    restore() {
      forget();
      for (const name of silenced) Reflect.deleteProperty(console, name);
    },
  };
}

/**
 * Forgets what is added to a list. The node environment of Jest 30 keeps every value that a property of the
 * global ever had, to empty it when the file is over: 16 KB for each `jest.useFakeTimers()`.
 */
function keepLength(list: () => unknown): { forget: () => void } {
  const first = list();
  const length = Array.isArray(first) ? first.length : 0;
  return {
    forget() {
      const now = list();
      if (Array.isArray(now) && now.length > length) now.length = length;
    },
  };
}

/**
 * A mock that is not cleared keeps its calls, and a spy the way back, until the file ends: no leak, and
 * calls of the first run would fail many a test in the second.
 */
function keepMocks(mocker: unknown): { clearCalls: () => void; forgetSpies: () => void } {
  const clear = memberOf(mocker, 'clearAllMocks');
  const ways = memberOf(mocker, '_spyState');
  const known = new Set(ways instanceof Set ? ways : []);
  return {
    clearCalls() {
      if (typeof clear === 'function') Reflect.apply(clear, mocker, []);
    },
    forgetSpies() {
      const now = memberOf(mocker, '_spyState');
      if (!(now instanceof Set)) return;
      for (const way of now) if (!known.has(way)) now.delete(way);
    },
  };
}
