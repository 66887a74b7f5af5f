import { strongest } from './answer';
import type { Detector } from './detectors';
import type { Case } from './labelled';
import { largeLeakBytes } from './leak-projects';

export interface LargeLeaks {
  /** Runs whose leak retains enough, and is known to. */
  readonly runs: number;
  /** Those that were called a leak. */
  readonly found: number;
  /** Those that were a suspect, and that were neither, by name. */
  readonly suspects: readonly string[];
  readonly missed: readonly string[];
}

/** What becomes of leaks that have to be found. A leak in two workers is one: its run fails or it does not. */
export function largeLeaks(cases: readonly Case[], { answer }: Detector): LargeLeaks {
  const runs = [...new Set(cases.map(runOf))].flatMap((run) => {
    const leaking = cases.filter((one) => one.leaks && runOf(one) === run);
    const bytes = leaking.reduce((sum, { retainedBytes }) => sum + (retainedBytes ?? 0), 0);
    return bytes < largeLeakBytes ? [] : [{ run, answer: strongest(leaking.map(answer)) }];
  });
  const named = (wanted: string) =>
    runs.filter((one) => one.answer === wanted).map(({ run }) => run);
  return {
    runs: runs.length,
    found: named('leak').length,
    suspects: named('suspect'),
    missed: named('nothing'),
  };
}

function runOf({ name }: Case): string {
  return name.slice(0, name.lastIndexOf('/'));
}
