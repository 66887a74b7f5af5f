import type { Circus } from '@jest/types';
import type { SoakFloor } from '../../src/soak/soak-floor';
import { SOAK_SCHEMA } from '../../src/soak/soak-result';
import { emptyBlock, fullName, startOver, testsBelow } from './circus-copies';
import {
  type JestTraces,
  keepJestTraces,
  type SoakedEnvironment,
  strayErrorsNotes,
} from './jest-traces';
import { type PlanResult, planSoak } from './plan';
import type { SoakUnit, Step, StepOutcome } from './plan-steps';
import type { SoakHost } from './soak-host';
import { DEFAULT_TIME_MS, type SoakSettings } from './soak-settings';
import { SoakSnapshots } from './soak-snapshots';
import { copyOfUnit, failuresOf } from './unit-copy';
import { MORE_FOR_OPENERS, withOpeners } from './with-openers';

type Event = Circus.Event;
type Test = Circus.TestEntry;
type Block = Circus.DescribeBlock;

/** Tests that only await promises would keep the event loop from going round for a whole round. */
const LONGEST_WITHOUT_TURN_MS = 20;

/**
 * Runs the tests of one file again, in the order that a plan gives, by putting a describe block at the end
 * of the file whose children are made one by one while Jest runs them. The tests that Jest knows stay as
 * they were left by their first run.
 */
export class FileSoak {
  readonly #file: string;
  readonly #settings: SoakSettings;
  readonly #environment: SoakedEnvironment;
  readonly #host: SoakHost;
  /** Jest 29 replaces the functions of concurrent tests when it starts them. */
  readonly #bodies = new Map<Test, Test['fn']>();
  #block: Block | null = null;
  #marker: Block | null = null;
  #nodes: Generator<Block> | null = null;
  #traces: JestTraces | null = null;
  #floor: SoakFloor | null = null;
  #lastTurn = 0;
  #startedAt = 0;
  #result: PlanResult | null = null;
  readonly #snapshots: SoakSnapshots;

  constructor(
    file: string,
    settings: SoakSettings,
    environment: SoakedEnvironment,
    host: SoakHost,
  ) {
    this.#file = file;
    this.#settings = settings;
    this.#environment = environment;
    this.#host = host;
    this.#snapshots = new SoakSnapshots(host);
  }

  /** Told of every event of the run, before Jest goes on. A promise only where Jest awaits one. */
  handle(event: Event, state: Circus.State): Promise<void> | void {
    switch (event.name) {
      case 'run_start':
        for (const test of testsBelow(state.rootDescribeBlock)) {
          if (test.concurrent) this.#bodies.set(test, test.fn);
        }
        return;
      case 'test_start':
        if (this.#block === null) this.#install(state.rootDescribeBlock);
        return;
      case 'run_describe_start':
        if (event.describeBlock === this.#block) return this.#begin(state);
        if (event.describeBlock === this.#marker) return this.#measure();
        return this.#traces === null || this.#result !== null ? undefined : this.#turn();
      case 'run_describe_finish':
        if (event.describeBlock === this.#block) this.#finish();
        return;
      case 'run_finish':
        this.#remove(state.rootDescribeBlock);
        return;
      default:
    }
  }

  /** At the first test: `--randomize` has shuffled the children of the root block by then. */
  #install(root: Block): void {
    const children: Block['children'] = [];
    // Made while Jest runs them, once: nothing of a repetition that is over is kept. Whoever else walks
    // through the tests finds none here.
    Object.defineProperty(children, Symbol.iterator, {
      value: () => {
        const nodes = this.#nodes ?? [].values();
        this.#nodes = null;
        return nodes;
      },
    });
    const block = emptyBlock(root, 'repeated by jest-tidemark');
    // A shuffled copy would be of no children at all.
    Object.defineProperty(block, 'children', { get: () => children, set: () => {} });
    this.#block = block;
    this.#marker = emptyBlock(block, 'floor');
    root.children.push(block);
  }

  #remove(root: Block): void {
    const at = this.#block === null ? -1 : root.children.indexOf(this.#block);
    if (at >= 0) root.children.splice(at, 1);
  }

  async #begin(state: Circus.State): Promise<void> {
    if (this.#traces !== null) return;
    this.#startedAt = this.#host.now();
    this.#traces = keepJestTraces(this.#environment, state);
    await this.#measure();
    this.#nodes = this.#repetitions(state);
  }

  #finish(): void {
    if (this.#traces === null) return;
    this.#traces.restore();
    const durationMs = Math.round(this.#host.now() - this.#startedAt);
    const { repetitions, baseline, whole, tests } = this.#result ?? nothingDone;
    this.#host.write({
      schema: SOAK_SCHEMA,
      file: this.#file,
      pid: this.#host.pid,
      startedAt: this.#host.epoch() - durationMs,
      durationMs,
      repetitions,
      baseline,
      whole,
      tests,
      snapshots: this.#snapshots.taken,
      notes: [...this.#snapshots.notes, ...strayErrorsNotes(this.#traces.strayErrors())],
    });
  }

  *#repetitions(state: Circus.State): Generator<Block> {
    const originals = testsBelow(state.rootDescribeBlock).filter(
      ({ status, errors }) => status === 'done' && errors.length === 0,
    );
    if (originals.length === 0) return;
    const { timeMs, rounds, perTest = true, snapshotsEvery } = this.#settings;
    if (snapshotsEvery !== undefined) {
      const unit: SoakUnit = { kind: 'tests', tests: originals.map((_, index) => index) };
      const step = { unit, repetitions: snapshotsEvery, untilMs: timeMs ?? DEFAULT_TIME_MS };
      // As many for warming up: the first runs fill caches.
      yield* this.#round(step, originals, state);
      yield* this.#withSnapshots(step, step.untilMs, originals, state);
      return;
    }
    const blocks = [...new Set(originals.map(({ parent }) => parent))];
    const plan = planSoak(
      originals.map((test) => ({
        name: fullName(test),
        block: fullName(test.parent) || 'the file',
        blockId: blocks.indexOf(test.parent),
      })),
      {
        timeMs: timeMs ?? (rounds === undefined ? DEFAULT_TIME_MS : Number.POSITIVE_INFINITY),
        rounds: rounds ?? Number.POSITIVE_INFINITY,
        perTest,
      },
    );
    let step = plan.next();
    while (step.done !== true) step = plan.next(yield* this.#round(step.value, originals, state));
    const { culprit } = step.value;
    const untilMs = (timeMs ?? DEFAULT_TIME_MS) * MORE_FOR_OPENERS;
    const run = (unit: SoakUnit, repetitions: number) =>
      this.#round({ unit, repetitions, untilMs }, originals, state);
    this.#result = yield* withOpeners(step.value, run, this.#host.recordOpeners);
    if (this.#settings.snapshots !== true || culprit === null) return;
    yield* this.#withSnapshots(culprit, Number.POSITIVE_INFINITY, originals, state);
  }

  *#withSnapshots(
    { unit, repetitions: every }: Omit<Step, 'untilMs'>,
    untilMs: number,
    originals: readonly Test[],
    state: Circus.State,
  ): Generator<Block> {
    const factors = this.#snapshots.begin(untilMs - this.#elapsed());
    for (const [index, factor] of factors.entries()) {
      const step = { unit, repetitions: factor * every, untilMs };
      const { repetitions } = yield* this.#round(step, originals, state);
      if (!this.#snapshots.take(repetitions, index === factors.length - 1)) return;
    }
  }

  *#round(
    { unit, repetitions, untilMs }: Step,
    originals: readonly Test[],
    state: Circus.State,
  ): Generator<Block, StepOutcome> {
    const before = this.#floor as SoakFloor;
    const from = this.#host.now();
    let failures: StepOutcome['failures'] = [];
    let done = 0;
    // One copy for all: Jest keeps names and snapshots by test, in tables that would grow and shrink.
    const copy = copyOfUnit(unit, originals, this.#bodies, state);
    while (done < repetitions && this.#elapsed() < untilMs && failures.length === 0) {
      this.#traces?.beforeRepetition();
      startOver(copy);
      yield copy.block;
      failures = failuresOf(copy, originals);
      done += 1;
    }
    const durationMs = this.#host.now() - from;
    yield this.#marker as Block;
    return {
      repetitions: done,
      before,
      after: this.#floor as SoakFloor,
      durationMs,
      elapsedMs: this.#elapsed(),
      failures,
      roomBytes: this.#host.room(),
    };
  }

  async #measure(): Promise<void> {
    this.#traces?.beforeFloor();
    this.#floor = await this.#host.takeFloor();
    this.#lastTurn = this.#host.now();
  }

  #turn(): Promise<void> | void {
    if (this.#host.now() - this.#lastTurn < LONGEST_WITHOUT_TURN_MS) return;
    return this.#takeTurn();
  }

  async #takeTurn(): Promise<void> {
    await this.#host.turn();
    this.#lastTurn = this.#host.now();
  }

  #elapsed(): number {
    return this.#host.now() - this.#startedAt;
  }
}

const nothingDone = { repetitions: 0, baseline: null, whole: null, tests: [] };
