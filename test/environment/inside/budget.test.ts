import * as fc from 'fast-check';
import { CollectionBudget } from '../../../environment/inside/budget';

const cost = (ms: number) => ({ cpuMs: ms, wallMs: ms });

describe('CollectionBudget', () => {
  it('predicts the same cost for the same heap', () => {
    const budget = new CollectionBudget(0.02);
    budget.charge(cost(40), 90e6, 20e6);
    expect(budget.predict(20e6)).toEqual(cost(40));
  });

  it('predicts more for a heap that kept what it got, than for one that was full of garbage', () => {
    const kept = new CollectionBudget(0.02);
    const garbage = new CollectionBudget(0.02);
    for (const budget of [kept, garbage]) budget.charge(cost(40), 20e6, 20e6);
    kept.charge(cost(80), 40e6, 40e6);
    garbage.charge(cost(40), 200e6, 20e6);
    expect(kept.predict(100e6).cpuMs).toBeCloseTo(200);
    expect(garbage.predict(100e6).cpuMs).toBeLessThan(60);
  });

  it('affords no collection that would go beyond the share of the process’s own CPU time', () => {
    const budget = new CollectionBudget(0.02);
    budget.charge(cost(40), 20e6, 20e6);
    // 80 ms are 2 % of 4,000 ms of its own and of 40 ms that it did not ask for.
    expect(budget.affords(20e6, 4039, 0)).toBe(false);
    expect(budget.affords(20e6, 4040, 0)).toBe(true);
    expect(budget.affords(20e6, 4040, 1)).toBe(false);
  });

  it('never spends more than the share plus what the last prediction missed', () => {
    const looks = fc.array(
      fc.record({
        cpuMs: fc.integer({ min: 1, max: 3000 }),
        heapUsed: fc.integer({ min: 1e6, max: 1e9 }),
        alive: fc.double({ min: 0.01, max: 1, noNaN: true }),
        cost: fc.double({ min: 1, max: 300, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(looks, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (steps, share) => {
        const budget = new CollectionBudget(share);
        let own = 0;
        let spent = 0;
        for (const { cpuMs, heapUsed, alive, cost: ms } of steps) {
          own += cpuMs;
          if (!budget.affords(heapUsed, own + spent, 0)) continue;
          const missed = Math.max(0, ms - budget.predict(heapUsed).cpuMs);
          spent += ms;
          budget.charge(cost(ms), heapUsed, heapUsed * alive);
          expect(spent).toBeLessThanOrEqual(share * own + missed + 1e-6);
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
