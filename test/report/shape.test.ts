import * as fc from 'fast-check';
import { shapeOf } from '../../src/report/shape';
import { emptySeries } from '../../src/series/series';

const series = (times: number[], values: number[]) => ({
  times: Float64Array.from(times),
  values: Float64Array.from(values),
  intervalMs: 50,
});

test('a short series is its own picture', () => {
  expect(shapeOf(series([0, 50, 100], [1, 3, 2]))).toEqual([1, 3, 2]);
  expect(shapeOf(series([7], [5]))).toEqual([5]);
  expect(shapeOf(emptySeries)).toEqual([]);
});

test('a slice is the mean of what was seen in it', () => {
  expect(shapeOf(series([0, 1, 2, 3], [10, 20, 30, 41]), 2)).toEqual([15, 36]);
});

test('slices are of equal time, so a gap repeats what was last seen', () => {
  const times = [0, 1, 2, 3, 4, 96, 97, 98, 99, 100];
  expect(shapeOf(series(times, [1, 1, 1, 1, 1, 9, 9, 9, 9, 9]), 5)).toEqual([1, 1, 1, 1, 9]);
});

test('no picture has more than 60 values or leaves the range of its series', () => {
  const samples = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(1e9)), {
    minLength: 1,
    maxLength: 500,
  });
  fc.assert(
    fc.property(samples, (pairs) => {
      let now = 1.7e12;
      const times = pairs.map(([step]) => (now += step));
      const values = pairs.map(([, value]) => value);
      const shape = shapeOf(series(times, values));
      expect(shape).toHaveLength(Math.min(60, pairs.length));
      expect(Math.min(...shape)).toBeGreaterThanOrEqual(Math.min(...values));
      expect(Math.max(...shape)).toBeLessThanOrEqual(Math.max(...values));
    }),
    { seed: 1 },
  );
});
