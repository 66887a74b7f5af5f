import { judgeRepetition, type RepetitionFinding } from '../../src/detect/repetition';
import { type Meter, turn } from './memory-floor';
import { type Checkpoint, growthOf, type MemoryKind, TOO_MUCH } from './repeated-calls';

/** How long the function is called before the event loop turns. */
const SLICE_MS = 10;
/** A round that is over sooner, and leaves less, is not worth a floor. */
const BRIEF_MS = 20;
const LITTLE = 4e6;

/**
 * How far floors lie apart with nothing kept between them, in bytes: 0 to 14 kB of heap and as much from
 * `malloc` over eight rounds of an empty function (the case "none" of `bench/matchers.ts`). Now and then V8
 * holds on to 100 kB for one round: that is a fall in the next, which the judgement takes for noise by itself.
 * The rest of the resident set wavers by megabytes.
 */
const NOISE: Readonly<Record<MemoryKind, number>> = {
  heap: 16e3,
  external: 16e3,
  malloc: 64e3,
  rest: 8e6,
};

/** Rounds of calls of one function, with the floors between them and what these say so far. */
export class Rounds {
  calls = 0;
  readonly checkpoints: Checkpoint[] = [];
  findings: Partial<Record<MemoryKind, RepetitionFinding>> = {};
  readonly #function: () => unknown;
  readonly #meter: Meter;
  readonly #tolerance: number;
  #inUseAtFirst = 0;
  /** What the calls of the round that runs took. */
  #ms = 0;
  #last = { calls: 0, ms: 0, floorMs: 0 };

  constructor(call: () => unknown, meter: Meter, tolerance: number) {
    this.#function = call;
    this.#meter = meter;
    this.#tolerance = tolerance;
  }

  async begin(): Promise<void> {
    // The first floor adds what measuring itself needs.
    await this.#meter.takeFloor();
    this.checkpoints.push({ calls: 0, floor: await this.#meter.takeFloor() });
    this.#inUseAtFirst = this.#meter.inUse();
  }

  /** Makes calls. They belong to the round that the next floor ends. */
  async call(count: number): Promise<void> {
    const startedAt = this.#meter.now();
    await this.#run(count);
    this.#ms += this.#meter.now() - startedAt;
  }

  /** Whether the round so far was so short, and leaves so little, that it is not worth a floor yet. */
  get isBrief(): boolean {
    return this.#ms < BRIEF_MS && this.#meter.inUse() - this.#inUseAtFirst < LITTLE;
  }

  /** Ends the round by a floor, and judges all floors so far. */
  async end(): Promise<void> {
    const startedAt = this.#meter.now();
    const before = this.checkpoints.at(-1)?.calls ?? 0;
    this.checkpoints.push({ calls: this.calls, floor: await this.#meter.takeFloor() });
    const floorMs = this.#meter.now() - startedAt;
    this.#last = { calls: this.calls - before, ms: this.#ms, floorMs };
    this.#ms = 0;
    this.findings = judge(this.checkpoints, this.#tolerance);
  }

  get grows(): boolean {
    return Object.values(this.findings).some(({ outcome }) => outcome === 'grows');
  }

  /** The rest of the resident set wavers too much to go on for its sake. */
  get inDoubt(): boolean {
    const { rest: _rest, ...precise } = this.findings;
    return Object.values(precise).some(({ outcome }) => outcome === 'undecided');
  }

  /** Bytes gained over all calls, of all kinds. */
  get grown(): number {
    return growthOf(this.checkpoints);
  }

  /** Whether a round of twice the size fits into the time, and two of half the size after it. */
  fits(deadline: number): boolean {
    const { ms, floorMs } = this.#last;
    return this.#meter.now() + 4 * ms + 3 * floorMs <= deadline;
  }

  /** How many calls, up to the size of the last round, fit twice into the time and the memory left. */
  fittingTwice(deadline: number): number {
    const { calls, ms, floorMs } = this.#last;
    const inTime = calls * (((deadline - this.#meter.now()) / 2 - floorMs) / Math.max(ms, 0.01));
    const perCall = this.grown / this.calls;
    const inMemory = perCall > 0 ? (TOO_MUCH - this.grown) / perCall / 2 : calls;
    return Math.floor(Math.min(inTime, inMemory, calls));
  }

  async #run(count: number): Promise<void> {
    const { now, inUse, takeFloor } = this.#meter;
    let sliceEnd = now() + SLICE_MS;
    for (let i = 0; i < count; i += 1) {
      const answer = this.#function();
      if (isThenable(answer)) await answer;
      this.calls += 1;
      if (now() <= sliceEnd) continue;
      await turn();
      if (inUse() - this.#inUseAtFirst > TOO_MUCH) {
        await takeFloor();
        if (inUse() - this.#inUseAtFirst > TOO_MUCH) return;
      }
      sliceEnd = now() + SLICE_MS;
    }
  }
}

function judge(
  checkpoints: readonly Checkpoint[],
  tolerance: number,
): Partial<Record<MemoryKind, RepetitionFinding>> {
  const first = checkpoints[0]?.floor;
  if (first === undefined) return {};
  const kinds = (Object.keys(NOISE) as MemoryKind[]).filter((kind) => first[kind] !== null);
  return Object.fromEntries(
    kinds.map((kind) => {
      const rounds = checkpoints.slice(1).map(({ calls, floor }, index) => ({
        repetitions: calls - (checkpoints[index]?.calls ?? 0),
        before: checkpoints[index]?.floor[kind] ?? 0,
        after: floor[kind] ?? 0,
      }));
      const rule = { unit: 'bytes', noise: NOISE[kind], leastPerRepetition: tolerance } as const;
      return [kind, judgeRepetition(rounds, rule)];
    }),
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
