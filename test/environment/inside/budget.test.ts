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
    for (const budget of [kept, garbage]) budget.charge(cost(46), 20e6, 20e6);
    kept.charge(cost(86), 40e6, 40e6);
    garbage.charge(cost(46), 200e6, 20e6);
    expect(kept.predict(100e6).cpuMs).toBeCloseTo(206);
    expect(garbage.predict(100e6).cpuMs).toBeLessThan(60);
    expect(garbage.worst(100e6).cpuMs).toBeCloseTo(206);
  });

  it('reserves more for what was never measured', () => {
    const budget = new CollectionBudget(0.02);
    const before = budget.worst(100e6).cpuMs;
    budget.charge(cost(81), 100e6, 100e6);
    expect(budget.worst(100e6).cpuMs).toBeCloseTo(before / 2);
  });

  it('takes the lowest heap that was seen between files for what is alive, before it was measured', () => {
    const budget = new CollectionBudget(0.02);
    const [blind] = [budget.predict(100e6).cpuMs];
    for (const heap of [20e6, 60e6, 100e6]) budget.sees(heap);
    expect(budget.predict(100e6).cpuMs).toBeLessThan(0.6 * blind);
    expect(budget.wallMs(100e6)).toBeGreaterThan(blind);
  });

  it('affords no collection that would go beyond the share of the process’s own CPU time', () => {
    const budget = new CollectionBudget(0.02);
    budget.charge(cost(40), 20e6, 20e6);
    // 80 ms are 2 % of 4,000 ms of its own and of 40 ms that it did not ask for.
    expect(budget.affords(20e6, 4039)).toBe(false);
    expect(budget.affords(20e6, 4040)).toBe(true);
  });

  it('lets the last one take a quarter more, and keeps back what it needs', () => {
    const budget = new CollectionBudget(0.02);
    budget.charge(cost(40), 20e6, 20e6);
    expect(budget.affordsLast(20e6, 3239)).toBe(false);
    expect(budget.affordsLast(20e6, 3240)).toBe(true);
    // 120 ms are 2.5 % of 4,800.
    expect(budget.affords(20e6, 4839, 40)).toBe(false);
    expect(budget.affords(20e6, 4840, 40)).toBe(true);
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
          if (!budget.affords(heapUsed, own + spent)) continue;
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
