import type { Floor } from '../../src/series/inside';
import { type Host, thisProcess } from './host';
import { Measurement, type Writer } from './measurement';
import { Pacing } from './pacing';
import { markRealm } from './realm-marker';
import { Screen } from './screen';

export interface InsideSettings extends Writer {
  /** Share of the process's own CPU time that collections may take; from 1 on, every boundary is measured. */
  readonly budgetShare?: number;
  /** False where only what happens between files is of interest; true if left out. */
  readonly betweenTests?: boolean;
  readonly host?: Host;
}

/** What the probe needs of a circus event: the environment passes them on as they come. */
export interface TestEvent {
  readonly name: string;
  readonly test?: { readonly concurrent?: boolean; readonly errors?: readonly unknown[] };
}

export const DEFAULT_BUDGET_SHARE = 0.02;
/** Longest collection, as predicted, that a worker may begin when it was told to end. */
const END_CAP_MS = 150;
/** Realms that survive the last collection before a second one is worth its cost. */
const SURVIVORS_FOR_SECOND = 3;
/**
 * The wait before it, and the least wait where time is short: after 20 ms, 21 dead realms of two workers
 * were gone that the first collection had left. Three collections and two waits must fit into a worker's end.
 */
const SECOND_AFTER_MS = 60;
const SECOND_AFTER_LEAST_MS = 20;
/** Of dead realms, 21 % are still there after one collection, 5 % after two, none after three. */
const LOOKS_AT_END = 3;
/** With fewer files a process says nothing about growth: three survivors, and the last two do not count. */
const FILES_FOR_END = 5;
/** A file shorter than this is not looked into: it would be over before there are floors enough to judge. */
const LONG_FILE_MS = 3000;
/** The first file of a process may be its only one: no floors between files are kept from it. */
const LONG_FIRST_FILE_MS = 2000;
/** Between two readings for the screen, and two questions whether the budget has room, inside a file. */
const READING_MS = 250;
/** How much further on the next look lies: see `Pacing`. */
const FILE_RATIO = 1.4;
const TEST_RATIO = 1.25;
/** Looks inside a file that make its last one, at `run_finish`, worth taking. */
const FLOORS_FOR_LAST = 2;

/**
 * Measures a process from inside: which realms outlive their file, and what memory survives a full
 * collection. One per process or worker thread, kept between files. It collects only between files and
 * between tests, never while a test runs, and only within its budget; the one collection at the end is
 * reserved, and taken even where a short run makes it dearer than its share.
 *
 * A collection between two tests may run a user's FinalizationRegistry callback earlier than V8 would
 * have by itself; no test may depend on when, since V8 promises nothing.
 */
export class InsideProbe {
  readonly #host: Host;
  readonly #measurement: Measurement;
  readonly #everywhere: boolean;
  readonly #betweenTests: boolean;
  readonly #files: Pacing;
  readonly #tests: Pacing;
  readonly #fileScreen = new Screen();
  readonly #testScreen = new Screen();
  #path = '';
  #ended = 0;
  #testsEnded = 0;
  #testsFailed = 0;
  /** Between circus's `setup`, before the file is loaded, and its `run_finish`. */
  #running = false;
  #startedAt = 0;
  #readAt = 0;
  #floorsInFile = 0;
  #concurrent = false;
  #weighed = false;

  constructor(settings: InsideSettings) {
    const share = settings.budgetShare ?? DEFAULT_BUDGET_SHARE;
    this.#host = settings.host ?? thisProcess();
    this.#measurement = new Measurement(this.#host, settings, share);
    this.#everywhere = share >= 1;
    this.#betweenTests = settings.betweenTests ?? true;
    this.#files = new Pacing(2, this.#everywhere ? 1 : FILE_RATIO);
    this.#tests = new Pacing(this.#firstLookIn(1), this.#everywhere ? 1 : TEST_RATIO);
  }

  /** In the environment's `setup()`: the sandbox stands, the file's own code is not loaded yet. */
  fileStarts(path: string, globalObject: object): void {
    const file = this.#measurement.addRealm(path, globalObject);
    markRealm(globalObject, file);
    this.#path = path;
    this.#ended = file - 1;
    this.#testsEnded = 0;
    this.#testsFailed = 0;
    this.#running = false;
    this.#floorsInFile = 0;
    this.#concurrent = false;
    this.#startedAt = this.#host.now();
    this.#readAt = 0;
    this.#tests.restart(this.#firstLookIn(file));
    this.#testScreen.restart();
    this.#fileScreen.add(this.#host.reading());
    if (!this.#files.due(file)) return;
    // One is kept back for the end; where none can be had there, its share is spent here.
    if (!this.#worthwhile(this.#fileScreen, this.#tooLateAtEnd() ? 0 : 1)) return;
    this.#files.looked(file);
    this.#collect('file-start');
    this.#fileScreen.collected(this.#host.reading());
    this.#measurement.takeCensus(this.#ended);
  }

  /** Every circus event, in the environment's `handleTestEvent`. */
  testEvent(event: TestEvent): void {
    if (event.name === 'setup') this.#running = true;
    if (event.name === 'test_start') this.#concurrent ||= event.test?.concurrent === true;
    // At `test_done` circus has stopped the test's clock, and its hooks are over.
    if (event.name === 'test_done') this.#testEnds(event.test?.errors?.length ?? 0);
    if (event.name === 'run_finish') this.#testsFinish();
  }

  /** In the environment's `teardown()`. */
  fileEnds(): void {
    if (this.#running || this.#testsFailed > 0) this.#measurement.realms.lastFailed();
    this.#ended = this.#measurement.realms.size;
  }

  /**
   * When the process has no more files to run: on Jest's END message in a worker, with what is left of
   * its grace period in `deadlineMs`; in band from the reporter. Everything up to the first collection
   * happens before the first `await`. Afterwards a new series may begin (watch mode).
   */
  async processEnds({ deadlineMs = Infinity }: { deadlineMs?: number } = {}): Promise<void> {
    const deadline = this.#host.now() + deadlineMs;
    this.#ended = this.#measurement.realms.size;
    if (this.#ended >= FILES_FOR_END) await this.#lastLook(deadline);
    this.#measurement.realms.clear();
    this.#fileScreen.restart();
    this.#files.restart();
    this.#ended = 0;
  }

  /**
   * When Jest is about to weigh the worker, and may replace it: a worker that is replaced gets no END
   * message. The first time the collection reserved for the end is spent here, later if the budget has
   * room.
   */
  mayBeReplaced(): void {
    if (this.#ended < FILES_FOR_END || this.#fewContexts()) return;
    if (this.#weighed && !this.#worthwhile(this.#fileScreen, 0)) return;
    this.#weighed = true;
    this.#collect('process-end');
    this.#measurement.takeCensus(this.#ended);
  }

  async #lastLook(deadline: number): Promise<void> {
    if (this.#fewContexts() && !this.#worthwhile(this.#fileScreen, 0)) {
      this.#measurement.takeCensus(this.#ended);
      return;
    }
    if (deadline < Infinity && this.#tooLateAtEnd()) {
      const wallMs = Math.round(this.#measurement.predictedWallMs());
      this.#measurement.noteLimit(
        `The last collection was left out: it would have taken about ${wallMs} ms, and Jest does not wait long for a worker to end.`,
      );
      return;
    }
    this.#collect('process-end');
    this.#measurement.takeCensus(this.#ended);
    for (let more = LOOKS_AT_END - 1; more > 0; more--) {
      // By V8's count: reading a WeakRef would pin its realm until this job ends.
      if (this.#fewContexts()) return;
      const wallMs = this.#measurement.predictedWallMs();
      const left = deadline - this.#host.now() - wallMs;
      // A second look is worth having even where no third one fits.
      if (left < SECOND_AFTER_LEAST_MS) return;
      const spare = (left - (more - 1) * wallMs) / more;
      await this.#host.pause(Math.min(SECOND_AFTER_MS, Math.max(SECOND_AFTER_LEAST_MS, spare)));
      this.#collect('process-end');
      this.#measurement.takeCensus(this.#ended);
    }
  }

  #firstLookIn(file: number): number {
    if (this.#everywhere) return 0;
    return file === 1 ? LONG_FIRST_FILE_MS : LONG_FILE_MS;
  }

  #testEnds(errors: number): void {
    this.#testsEnded++;
    if (errors > 0) this.#testsFailed++;
    // Other tests of the file may be under way.
    if (this.#concurrent || !this.#betweenTests) return;
    const elapsed = this.#host.now() - this.#startedAt;
    const reading = this.#everywhere || elapsed >= this.#readAt;
    if (!reading) return;
    this.#readAt = elapsed + READING_MS;
    this.#testScreen.add(this.#host.reading());
    if (!this.#tests.due(elapsed)) return;
    // Where files follow each other, what happens between them comes first.
    if (!this.#worthwhile(this.#testScreen, this.#ended >= FILES_FOR_END - 1 ? 2 : 0)) return;
    this.#tests.looked(elapsed);
    this.#collect('test');
    this.#testScreen.collected(this.#host.reading());
    this.#floorsInFile++;
  }

  #testsFinish(): void {
    this.#running = false;
    if (!this.#betweenTests) return;
    if (this.#floorsInFile >= FLOORS_FOR_LAST || this.#everywhere) this.#collect('run-finish');
  }

  #collect(where: Floor['where']): void {
    const tests = this.#testsEnded;
    const moment = { where, path: this.#path, tests, failedTests: this.#testsFailed };
    this.#measurement.collect(moment, this.#ended);
  }

  #worthwhile(screen: Screen, reserved: number): boolean {
    return this.#everywhere || (this.#measurement.affords(reserved) && screen.mayGrow());
  }

  #tooLateAtEnd(): boolean {
    return this.#measurement.predictedWallMs() > END_CAP_MS;
  }

  /** With so few contexts, dead ones included, realms do not pile up: no collection is needed to know. */
  #fewContexts(): boolean {
    return this.#measurement.contexts() < SURVIVORS_FOR_SECOND;
  }
}
