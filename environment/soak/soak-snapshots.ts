import { isTimeForThree } from './heap-snapshot';
import type { SoakHost } from './soak-host';

/** How many times the rounds that showed the growth are run before each snapshot after the first. */
const FACTORS = [1, 2] as const;
/** The same where there is time for one more only. */
const FACTOR = [2] as const;

/** The heap snapshots of one test file, taken of what grows. */
export class SoakSnapshots {
  readonly taken: { file: string; repetitions: number }[] = [];
  readonly notes: string[] = [];
  readonly #host: SoakHost;

  constructor(host: SoakHost) {
    this.#host = host;
  }

  /** The first one; then how many rounds to run before each further one, by the time that it took. */
  begin(leftMs: number): readonly number[] {
    const from = this.#host.now();
    if (!this.take(0, false)) return [];
    const tookMs = this.#host.now() - from;
    return isTimeForThree(tookMs, leftMs - tookMs) ? FACTORS : FACTOR;
  }

  /** Of what grows, as it is now, after so many more repetitions. */
  take(more: number, isLast: boolean): boolean {
    const repetitions = (this.taken.at(-1)?.repetitions ?? 0) + more;
    const outcome = this.#host.snapshot(this.taken.length + 1, isLast);
    if (outcome.outcome === 'written') this.taken.push({ file: outcome.file, repetitions });
    else this.notes.push(outcome.reason);
    return outcome.outcome === 'written';
  }
}
