import { planSoak, type PlanSettings } from '../../../environment/soak/plan';
import type { Step } from '../../../environment/soak/plan-steps';
import type { SoakFloor } from '../../../src/soak/soak-floor';

/** A simulated process: what one run of a test keeps and takes, and which tests fail when. */
export interface Simulated {
  /** Names of tests, `block/test`. */
  readonly tests: readonly string[];
  /** Bytes of heap that a run of the test keeps, after so many runs of it. */
  readonly keeps?: (test: string, runs: number) => number;
  /** Bytes that the hooks of a block keep with each test in it. */
  readonly hooks?: (block: string) => number;
  /** Bytes that Jest keeps of any test. */
  readonly jest?: number;
  readonly listens?: (test: string) => number;
  readonly fails?: (test: string, runs: number, together: readonly string[]) => boolean;
  readonly testMs?: number;
  readonly room?: () => number;
}

const blockOf = (test: string) => test.split('/')[0] ?? '';

export function soak(simulated: Simulated, settings: Partial<PlanSettings> = {}) {
  const { tests, keeps, hooks, jest: ofJest = 0, listens, fails, testMs = 1 } = simulated;
  const blocks = [...new Set(tests.map(blockOf))];
  const plan = planSoak(
    tests.map((name) => ({ name, block: blockOf(name), blockId: blocks.indexOf(blockOf(name)) })),
    { timeMs: 60_000, rounds: Number.POSITIVE_INFINITY, perTest: true, ...settings },
  );
  let heap = 20e6;
  let listeners = 10;
  let now = 0;
  const runs = new Map<string, number>();
  const steps: Step[] = [];
  const floor = (): SoakFloor => ({
    heap,
    external: 1e6,
    native: 1e6,
    listeners,
    handles: 2,
    threads: 11,
    fds: null,
  });
  let step = plan.next();
  while (step.done !== true) {
    const { unit, repetitions, untilMs } = step.value;
    steps.push(step.value);
    const before = floor();
    const from = now;
    const together = unit.kind === 'tests' ? unit.tests.map((index) => tests[index] ?? '') : [];
    let failing: string[] = [];
    let done = 0;
    while (done < repetitions && now < untilMs && failing.length === 0) {
      for (const test of together) {
        const count = (runs.get(test) ?? 0) + 1;
        runs.set(test, count);
        heap += (keeps?.(test, count) ?? 0) + (hooks?.(blockOf(test)) ?? 0) + ofJest;
        listeners += listens?.(test) ?? 0;
        now += testMs;
      }
      if (unit.kind === 'empty') {
        const place = unit.place === null ? undefined : tests[unit.place];
        heap += ofJest + (place === undefined ? 0 : (hooks?.(blockOf(place)) ?? 0));
        now += 0.1;
      }
      failing = together.filter((test) => fails?.(test, runs.get(test) ?? 0, together));
      done += 1;
    }
    step = plan.next({
      repetitions: done,
      before,
      after: floor(),
      durationMs: now - from,
      elapsedMs: (now += 100),
      failures: failing.map((test) => ({ test: tests.indexOf(test), message: 'expected 1' })),
      roomBytes: simulated.room?.() ?? 2e9,
    });
  }
  return { result: step.value, steps, elapsedMs: now, heap };
}
