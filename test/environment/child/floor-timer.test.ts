import * as fc from 'fast-check';
import { startFloorTimer } from '../../../environment/child/floor-timer';

/** Lets time pass in steps, up to `untilMs`; answers what was spent on collecting, and how often. */
function simulate(share: number, costs: readonly number[], untilMs: number): number[] {
  let now = 0;
  let due: { at: number; run: () => void } | null = null;
  const spent: number[] = [];
  const collect = () => {
    const ms = costs[spent.length % costs.length] ?? 0;
    now += ms;
    return { cpuMs: ms, wallMs: ms };
  };
  startFloorTimer({
    collector: { exact: true, collect },
    share,
    after: (ms, run) => {
      due = { at: now + ms, run };
    },
    collected: ({ cpuMs }) => spent.push(cpuMs),
  });
  while (due !== null && (due as { at: number }).at < untilMs) {
    const { at, run } = due as { at: number; run: () => void };
    now = at;
    due = null;
    run();
  }
  return spent;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

it('keeps collections within their share of the time, but for the last', () => {
  const costs = fc.array(fc.double({ min: 1, max: 500, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.5, noNaN: true }), costs, (share, each) => {
      const spent = simulate(share, each, 60_000);
      expect(sum(spent.slice(0, -1))).toBeLessThanOrEqual(share * 60_000);
    }),
    { seed: 1 },
  );
});

it('takes floors often enough where they cost little', () => {
  expect(simulate(0.05, [8], 15_000).length).toBeGreaterThan(50);
  expect(simulate(0.05, [60], 15_000).length).toBeGreaterThan(10);
});
