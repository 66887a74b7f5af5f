import { lived } from '../../src/series/lived';
import { onWatchedTime } from '../../src/series/watched-time';
import { joined, later, sampled, start } from '../sampled-series';

test('the clock stands still in a gap, and not between samples', () => {
  const part = sampled(2, 100, (second) => second);
  const { times, values } = onWatchedTime(joined(part, later(part, 60)));
  expect(times[20]).toBe(2000);
  expect(times[21]).toBe(2100);
  expect(times.at(-1)).toBe(4100);
  expect(values.at(-1)).toBe(2);
});

test('the first and last moments of a life are cut off', () => {
  const { times } = lived(sampled(10, 50, () => 5e6));
  expect(times[0]).toBe(start + 100);
  expect(times.at(-1)).toBe(start + 9500);
});

test('a process that waits to be reaped holds nothing, and its end is where it last held something', () => {
  const alive = sampled(10, 50, () => 5e6);
  const zombie = later(
    sampled(3, 50, () => 0),
    10.05,
  );
  const { times, values } = lived(joined(alive, zombie));
  expect(times.at(-1)).toBe(start + 9500);
  expect(Math.min(...values)).toBe(5e6);
});
