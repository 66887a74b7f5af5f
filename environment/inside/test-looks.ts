import type { Host } from './host';
import { Pacing } from './pacing';
import { Screen } from './screen';

/** What the probe needs of a circus event: the environment passes them on as they come. */
export interface TestEvent {
  readonly name: string;
  readonly test?: { readonly concurrent?: boolean; readonly errors?: readonly unknown[] };
}

/** A file shorter than this is not looked into: it would be over before there are floors enough to judge. */
const LONG_FILE_MS = 3000;
/** The first file of a process may be its only one: no floors between files are kept from it. */
const LONG_FIRST_FILE_MS = 2000;
/** Between two readings for the screen, and two questions whether the budget has room, inside a file. */
const READING_MS = 250;
/** How much further on the next look lies: see `Pacing`. */
const RATIO = 1.25;
/** Looks inside a file that make its last one, at `run_finish`, worth taking. */
const LOOKS_FOR_LAST = 2;

/** The tests of the file that runs, and when to look between two of them. */
export class TestLooks {
  readonly screen = new Screen();
  readonly #host: Host;
  readonly #everywhere: boolean;
  readonly #pacing: Pacing;
  #ended = 0;
  #failed = 0;
  #startedAt = 0;
  #readAt = 0;
  #looks = 0;
  #concurrent = false;

  /** @param everywhere whether to look after every test */
  constructor(host: Host, everywhere: boolean) {
    this.#host = host;
    this.#everywhere = everywhere;
    this.#pacing = new Pacing(0, everywhere ? 1 : RATIO);
  }

  get tests(): number {
    return this.#ended;
  }

  get failedTests(): number {
    return this.#failed;
  }

  /** @param file its number in the process, from 1 */
  fileStarts(file: number): void {
    this.#ended = 0;
    this.#failed = 0;
    this.#looks = 0;
    this.#concurrent = false;
    this.#startedAt = this.#host.now();
    this.#readAt = 0;
    const first = file === 1 ? LONG_FIRST_FILE_MS : LONG_FILE_MS;
    this.#pacing.restart(this.#everywhere ? 0 : first);
    this.screen.restart();
  }

  testStarts(test: TestEvent['test']): void {
    this.#concurrent ||= test?.concurrent === true;
  }

  /** Whether a look is due, now that this test has ended. */
  testEnds(test: TestEvent['test']): boolean {
    this.#ended += 1;
    if ((test?.errors?.length ?? 0) > 0) this.#failed += 1;
    // Other tests of the file may be under way.
    if (this.#concurrent) return false;
    const elapsed = this.#elapsed();
    if (!this.#everywhere && elapsed < this.#readAt) return false;
    this.#readAt = elapsed + READING_MS;
    this.screen.add(this.#host.reading());
    return this.#pacing.due(elapsed);
  }

  looks(): void {
    this.#pacing.looked(this.#elapsed());
    this.#looks += 1;
  }

  /** Whether the last look, at the end of the file, is worth taking. */
  isLooked(): boolean {
    return this.#everywhere || this.#looks >= LOOKS_FOR_LAST;
  }

  #elapsed(): number {
    return this.#host.now() - this.#startedAt;
  }
}
