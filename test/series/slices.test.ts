import * as fc from 'fast-check';
import { sliceMaxima, sliceMinima } from '../../src/series/slices';
import { joined, later, sampled } from '../sampled-series';

test('is the lowest, or the highest, value of each slice of equal time', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 17, maxLength: 300 });
  fc.assert(
    fc.property(levels, fc.constantFrom(4, 8, 16), (values, count) => {
      const series = sampled(values.length - 1, 1000, (second) => values[second] ?? 0);
      const slice = (values.length - 1) / count;
      const inSlice = Array.from({ length: count }, (_, i) =>
        values.filter((__, t) => t >= i * slice && (t < (i + 1) * slice || i === count - 1)),
      );
      expect(Array.from(sliceMinima(series, count))).toEqual(inSlice.map((v) => Math.min(...v)));
      expect(Array.from(sliceMaxima(series, count))).toEqual(inSlice.map((v) => Math.max(...v)));
    }),
    { seed: 11 },
  );
});

test('a slice in which nothing was seen repeats the one before', () => {
  const early = sampled(1, 100, () => 3);
  const late = later(
    sampled(1, 100, () => 8),
    7,
  );
  expect(Array.from(sliceMinima(joined(early, late), 4))).toEqual([3, 3, 3, 8]);
});
