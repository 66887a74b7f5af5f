import { type SnapshotTaken, snapshotSeries } from '../../../environment/child/snapshot-series';
import type { SnapshotOutcome } from '../../../environment/soak/heap-snapshot';

const MB = 1e6;

interface Course {
  /** Bytes that survive, by second. */
  readonly kept: (second: number) => number;
  readonly rate?: number;
  readonly heap?: number;
  readonly claim?: () => boolean;
  readonly outcome?: (number: number) => SnapshotOutcome;
}

/** What is taken in half a minute of floors, four a second; a snapshot stops the process for half a second. */
function taken(course: Course): (SnapshotTaken & { readonly second: number })[] {
  const { kept, rate = MB, heap = 10 * MB, claim = () => true } = course;
  const { outcome = (number) => ({ outcome: 'written', file: `${number}` }) } = course;
  const all: (SnapshotTaken & { second: number })[] = [];
  let now = 0;
  const floor = snapshotSeries({
    order: { program: null, rate, deadline: 30_000 },
    now: () => now,
    claim,
    write: (number) => {
      now += 500;
      return outcome(number);
    },
    taken: (snapshot) => all.push({ ...snapshot, second: now / 1000 }),
  });
  for (; now < 30_000; now += 250) floor(kept(now / 1000), heap);
  return all;
}

it('is three snapshots, each when as much is gained as in a second and a half', () => {
  const all = taken({ kept: (second) => 5 * MB + second * MB });
  expect(all.map(({ number }) => number)).toEqual([1, 2, 3]);
  const [first, second, third] = all.map(({ kept }) => kept / MB);
  // Not while modules are loaded.
  expect(first).toBeGreaterThanOrEqual(7);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1.5);
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(1.5);
  expect(all.at(-1)?.second).toBeLessThan(9);
});

it('waits for a server whose first request comes late, and begins with none that does not grow', () => {
  const [first] = taken({ kept: (second) => 5 * MB + Math.max(0, second - 15) * MB });
  expect(first?.second).toBeGreaterThan(16);
  expect(taken({ kept: () => 5 * MB })).toEqual([]);
});

it('is left to one of several processes', () => {
  const kept = (second: number) => second * MB;
  expect(taken({ kept, claim: () => false })).toEqual([]);
  let asked = 0;
  taken({ kept, claim: () => ++asked > 0 });
  expect(asked).toBe(1);
});

it('is refused where writing would outlast the time, and ends with the first that fails', () => {
  const kept = (second: number) => second * MB;
  const [large, ...others] = taken({ kept, heap: 200 * MB });
  expect(large?.outcome).toMatchObject({ outcome: 'refused' });
  expect(others).toEqual([]);
  // Three that each take as long as the slowest ever seen would not fit; the first shows that these do not.
  expect(taken({ kept, heap: 90 * MB }).map(({ outcome }) => outcome.outcome)).toEqual([
    'written',
    'written',
    'written',
  ]);
  const failing = taken({
    kept,
    outcome: (number) =>
      number === 1 ? { outcome: 'written', file: '1' } : { outcome: 'failed', reason: 'ENOSPC' },
  });
  expect(failing.map(({ outcome }) => outcome.outcome)).toEqual(['written', 'failed']);
});
