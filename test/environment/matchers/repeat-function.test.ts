import type { MemoryFloor, Meter } from '../../../environment/matchers/memory-floor';
import {
  type RepetitionBounds,
  repeatFunction,
} from '../../../environment/matchers/repeat-function';
import type { RepeatedCalls } from '../../../environment/matchers/repeated-calls';

const FLOOR_MS = 30;
const bounds: RepetitionBounds = {
  calls: 50_000,
  softDeadline: 4000,
  hardDeadline: 4800,
  tolerance: 2,
};

/** A process whose clock and memory are numbers: `kept` tells what so many calls have kept. */
function simulated(
  kept: (calls: number, largestRound: number) => Partial<MemoryFloor>,
  msPerCall = 0.001,
  { garbage = 0, floorMs = FLOOR_MS } = {},
): { call: () => void; meter: Meter; calls: () => number; floors: () => number } {
  let calls = 0;
  let floors = 0;
  let now = 0;
  let sinceFloor = 0;
  let atFloor = 0;
  let largestRound = 0;
  const floor = (): MemoryFloor => {
    const base = { heap: 30e6, external: 3e6, malloc: 10e6, rest: 40e6 };
    const entries = Object.entries(kept(calls, largestRound)) as [keyof MemoryFloor, number][];
    for (const [kind, bytes] of entries) base[kind] += bytes;
    return base;
  };
  return {
    call: () => {
      calls += 1;
      now += msPerCall;
      sinceFloor += garbage;
    },
    meter: {
      now: () => now,
      inUse: () => floor().heap + floor().external + sinceFloor,
      takeFloor: () => {
        now += floorMs;
        floors += 1;
        sinceFloor = 0;
        largestRound = Math.max(largestRound, calls - atFloor);
        atFloor = calls;
        return Promise.resolve(floor());
      },
    },
    calls: () => calls,
    floors: () => floors,
  };
}

const outcomes = ({ findings }: RepeatedCalls): Record<string, string> =>
  Object.fromEntries(Object.entries(findings).map(([kind, { outcome }]) => [kind, outcome]));

const STEADY = { heap: 'steady', external: 'steady', malloc: 'steady', rest: 'steady' };

describe('repeatFunction', () => {
  it('makes as many calls as are asked for, in doubling rounds, and not many more', async () => {
    const process = simulated(() => ({}));
    const repeated = await repeatFunction(process.call, bounds, process.meter);
    expect(outcomes(repeated)).toEqual(STEADY);
    expect(process.calls()).toBe(65_536);
    expect(repeated.checkpoints.map(({ calls }) => calls).slice(-3)).toEqual([
      16_384, 32_768, 65_536,
    ]);
    expect(process.floors()).toBeLessThan(14);
  });

  it.each<[keyof MemoryFloor]>([['heap'], ['external'], ['malloc']])(
    'finds 8 bytes of %s a call',
    async (kind) => {
      const process = simulated((calls) => ({ [kind]: 8 * calls }));
      const repeated = await repeatFunction(process.call, bounds, process.meter);
      expect(outcomes(repeated)).toEqual({ ...STEADY, [kind]: 'grows' });
      expect(repeated.findings[kind]?.perRepetition).toBeCloseTo(8, 3);
    },
  );

  it('takes a cache that fills soon after the last call asked for as what it is', async () => {
    for (const room of [100, 20_000, 40_000, 60_000, 90_000]) {
      const process = simulated((calls) => ({ heap: 100 * Math.min(room, calls) }));
      const repeated = await repeatFunction(process.call, bounds, process.meter);
      expect(outcomes(repeated)['heap']).not.toBe('grows');
    }
  });

  it('finds one number kept per call in an array, whatever it holds already', async () => {
    for (let held = 0; held < 5000; held += 71) {
      let capacity = held;
      const process = simulated((calls) => {
        while (capacity < held + calls) capacity += (capacity >> 1) + 16;
        return { heap: 8 * capacity };
      });
      const repeated = await repeatFunction(process.call, bounds, process.meter);
      expect(outcomes(repeated)).toEqual({ ...STEADY, heap: 'grows' });
    }
  });

  it('takes what only grows with the size of a round as no leak', async () => {
    const process = simulated((_calls, largestRound) => ({
      malloc: 20 * largestRound,
      heap: 50 * largestRound,
    }));
    const repeated = await repeatFunction(process.call, bounds, process.meter);
    expect(outcomes(repeated)).toEqual(STEADY);
  });

  it.each([
    [100e3, 64],
    [10e6, 31],
  ])('stops at a leak of %d bytes a call before memory is full', async (bytes, fewest) => {
    const process = simulated((calls) => ({ external: bytes * calls }));
    const repeated = await repeatFunction(process.call, bounds, process.meter);
    expect(outcomes(repeated)['external']).toBe('grows');
    expect(process.calls()).toBeGreaterThanOrEqual(fewest);
    expect(process.calls() * bytes).toBeLessThan(600e6);
  });

  it('stops within a round where it would take too much', async () => {
    const process = simulated((calls) => ({ heap: 1e6 * calls ** 2 }), 20);
    await repeatFunction(process.call, bounds, process.meter);
    expect(process.calls() ** 2).toBeLessThan(700);
  });

  it('is not held up by garbage', async () => {
    const process = simulated(() => ({}), 0.001, { garbage: 10e3 });
    const repeated = await repeatFunction(process.call, bounds, process.meter);
    expect(outcomes(repeated)).toEqual(STEADY);
    expect(process.calls()).toBe(65_536);
  });

  it('ends before the deadline, and finds what a slow function keeps', async () => {
    const process = simulated((calls) => ({ heap: 100e3 * calls }), 30);
    const repeated = await repeatFunction(process.call, bounds, process.meter);
    expect(outcomes(repeated)['heap']).toBe('grows');
    expect(process.meter.now()).toBeLessThan(bounds.hardDeadline);
  });

  it('goes on to the hard deadline for the fewest calls that can be judged, and no further', async () => {
    const slow = simulated((calls) => ({ heap: 100e3 * calls }), 100);
    const enough = { ...bounds, softDeadline: 1000 };
    expect(outcomes(await repeatFunction(slow.call, enough, slow.meter))['heap']).toBe('grows');
    const slower = simulated((calls) => ({ heap: 100e3 * calls }), 500);
    await repeatFunction(slower.call, bounds, slower.meter);
    expect(slower.meter.now()).toBeLessThan(bounds.hardDeadline);
  });

  it('finds a leak on a machine so busy that each floor takes half a second', async () => {
    const process = simulated((calls) => ({ heap: 800 * calls }), 0.01, { floorMs: 500 });
    const long = { ...bounds, hardDeadline: 19_000 };
    const repeated = await repeatFunction(process.call, long, process.meter);
    expect(outcomes(repeated)['heap']).toBe('grows');
    expect(process.meter.now()).toBeLessThan(long.hardDeadline);
  });

  it('calls an asynchronous function one call after the other', async () => {
    let running = 0;
    let most = 0;
    const process = simulated(() => ({}), 1);
    const call = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      process.call();
      await Promise.resolve();
      running -= 1;
    };
    await repeatFunction(call, bounds, process.meter);
    expect(most).toBe(1);
    expect(running).toBe(0);
  });
});
