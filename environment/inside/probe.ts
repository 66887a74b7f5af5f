import type { Floor } from '../../src/series/inside';
import { type Host, thisProcess } from './host';
import { type Later, Measurement, type Writer } from './measurement';
import { Pacing } from './pacing';
import { markRealm } from './realm-marker';
import { Screen } from './screen';
import { type TestEvent, TestLooks } from './test-looks';

export interface InsideSettings extends Writer {
  /** Share of the process's own CPU time that collections may take; from 1 on, every boundary is measured. */
  readonly budgetShare?: number;
  /** False where only what happens between files is of interest; true if left out. */
  readonly betweenTests?: boolean;
  readonly host?: Host;
}

export const DEFAULT_BUDGET_SHARE = 0.02;
/** Longest collection, as predicted, that a worker may begin when it was told to end. */
const END_CAP_MS = 200;
/** Fewer realms than this are no leak, and no collection is needed to know. */
const FEWEST_REALMS = 3;
/**
 * A collection that counts realms waits until so long after the last file: V8 compiles in the background, and
 * a job pins the realms of all files that ran the same function. At once, 6 of 27 collections on healthy
 * files left dead realms (and then nearly all there were), after 20 ms 2 of 72, after 40 ms none of 72.
 */
const SETTLED_AFTER_MS = 40;
/** A leak is proven by so many collections; the later ones are made only where realms are left. */
const LOOKS_AT_END = 3;
/** With fewer files a process says nothing about growth: three survivors, and the last two do not count. */
const FILES_FOR_END = 5;
/** The first look between files: before it, modules and caches that all of them share settle. */
const FIRST_FILE_LOOKED_AT = 5;
/** How much further on the next look lies: see `Pacing`. */
const FILE_RATIO = 1.4;

/**
 * Measures a process from inside: which realms outlive their file, and what memory survives a full
 * collection. One per process or worker thread, kept between files. It collects only between files and
 * between tests, never while a test runs, and only within its budget, of which it keeps back what the
 * collection at the end needs.
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
  readonly #fileScreen = new Screen();
  readonly #within: TestLooks;
  #path = '';
  #ended = 0;
  /** When the last file ended, or the last look was taken. */
  #quietSince = 0;
  /** Between circus's `setup`, before the file is loaded, and its `run_finish`. */
  #running = false;
  #weighed = false;

  constructor(settings: InsideSettings) {
    const share = settings.budgetShare ?? DEFAULT_BUDGET_SHARE;
    this.#host = settings.host ?? thisProcess();
    this.#measurement = new Measurement(this.#host, settings, share);
    this.#everywhere = share >= 1;
    this.#betweenTests = settings.betweenTests ?? true;
    this.#files = this.#everywhere
      ? new Pacing(2, 1)
      : new Pacing(FIRST_FILE_LOOKED_AT, FILE_RATIO);
    this.#within = new TestLooks(this.#host, this.#everywhere);
  }

  /**
   * In the environment's `setup()`: the sandbox stands, the file's own code is not loaded yet. Where a look
   * is due it waits a moment before.
   */
  async fileStarts(path: string, globalObject: object): Promise<void> {
    const file = this.#measurement.addRealm(path, globalObject);
    markRealm(globalObject, file);
    this.#path = path;
    this.#ended = file - 1;
    this.#running = false;
    this.#within.fileStarts(file);
    this.#fileScreen.add(this.#host.reading());
    if (!this.#files.due(file)) return;
    // One is kept back for the end; where none can be had there, its share is spent here.
    if (!this.#worthwhile(this.#fileScreen, this.#tooLateAtEnd() ? 'none' : 'process')) return;
    this.#files.looked(file);
    await this.#settle();
    this.#collect('file-start');
    this.#fileScreen.collected(this.#host.reading());
    this.#measurement.takeCensus(this.#ended);
  }

  /** Every circus event, in the environment's `handleTestEvent`. */
  testEvent(event: TestEvent): void {
    if (event.name === 'setup') this.#running = true;
    if (event.name === 'test_start') this.#within.testStarts(event.test);
    // At `test_done` circus has stopped the test's clock, and its hooks are over.
    if (event.name === 'test_done') this.#testEnds(event.test);
    if (event.name === 'run_finish') this.#testsFinish();
  }

  /** In the environment's `teardown()`. */
  fileEnds(): void {
    if (this.#running || this.#within.failedTests > 0) this.#measurement.realms.lastFailed();
    this.#ended = this.#measurement.realms.size;
    this.#quietSince = this.#host.now();
  }

  /**
   * When the process has no more files to run: on Jest's END message in a worker, with what is left of
   * its grace period in `deadlineMs`; in band from the reporter. Afterwards a new series may begin (watch
   * mode).
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
    const isWorth = this.#weighed
      ? this.#worthwhile(this.#fileScreen, 'none')
      : this.#affordsLast('none');
    if (!isWorth) return;
    this.#weighed = true;
    this.#collect('process-end');
    this.#measurement.takeCensus(this.#ended);
  }

  async #lastLook(deadline: number): Promise<void> {
    if (this.#fewContexts() && !this.#worthwhile(this.#fileScreen, 'none')) {
      this.#measurement.takeCensus(this.#ended);
      return;
    }
    for (let look = 0; look < LOOKS_AT_END; look += 1) {
      // By V8's count: reading a WeakRef would pin its realm until this job ends.
      if (look > 0 && this.#fewContexts()) return;
      const no = this.#tooLate(deadline) ?? (look === 0 ? this.#tooDear() : null);
      if (no !== null) {
        if (look === 0) this.#measurement.noteLimit(no);
        return;
      }
      await this.#settle();
      this.#collect('process-end');
      this.#measurement.takeCensus(this.#ended);
    }
  }

  /** Why Jest leaves no time for a collection at the end of the process, in a sentence; null where it does. */
  #tooLate(deadline: number): string | null {
    const wallMs = this.#measurement.predictedWallMs();
    const left = deadline - this.#host.now() - SETTLED_AFTER_MS;
    if (deadline === Infinity || (!this.#tooLateAtEnd() && wallMs <= left)) return null;
    return `The last collection was left out: it would have taken about ${Math.round(wallMs)} ms, and Jest does not wait long for a worker to end.`;
  }

  /**
   * The same of the budget. It binds the first collection at the end, and no others: those are made only
   * where realms outlived it, and without them a short run could tell no leak from a few dead realms.
   */
  #tooDear(): string | null {
    if (this.#everywhere || this.#measurement.affordsEnd()) return null;
    const cpuMs = this.#measurement.predictedCpuMs();
    return `The last collection was left out: it would have taken about ${Math.round(cpuMs)} ms of CPU time, more than the tests of this process leave for it; the option collectionBudget gives more.`;
  }

  #testEnds(test: TestEvent['test']): void {
    const isDue = this.#within.testEnds(test);
    if (!isDue || !this.#betweenTests) return;
    if (!this.#worthwhile(this.#within.screen, this.#isOfMany() ? 'both' : 'file')) return;
    this.#within.looks();
    this.#collect('test');
    this.#within.screen.collected(this.#host.reading());
  }

  #testsFinish(): void {
    this.#running = false;
    if (!this.#betweenTests || !this.#within.isLooked()) return;
    if (this.#affordsLast(this.#isOfMany() ? 'process' : 'none')) this.#collect('run-finish');
  }

  #collect(where: Floor['where']): void {
    const { tests, failedTests } = this.#within;
    const moment = { where, path: this.#path, tests, failedTests };
    const settled = this.#host.now() - this.#quietSince >= SETTLED_AFTER_MS;
    this.#measurement.collect(moment, this.#ended, settled);
    this.#quietSince = this.#host.now();
  }

  async #settle(): Promise<void> {
    const left = this.#quietSince + SETTLED_AFTER_MS - this.#host.now();
    if (left > 0 && !this.#fewContexts()) await this.#host.pause(left);
  }

  #worthwhile(screen: Screen, later: Later): boolean {
    return this.#everywhere || (this.#measurement.affords(later) && screen.mayGrow());
  }

  #affordsLast(later: Later): boolean {
    return this.#everywhere || this.#measurement.affordsLast(later);
  }

  /** Whether what happens between files comes before what happens within one. */
  #isOfMany(): boolean {
    return this.#ended >= FILES_FOR_END - 1;
  }

  #tooLateAtEnd(): boolean {
    return this.#measurement.predictedWallMs() > END_CAP_MS;
  }

  /** By V8's count, dead ones included. */
  #fewContexts(): boolean {
    return this.#measurement.contexts() < FEWEST_REALMS;
  }
}
