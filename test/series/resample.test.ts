import * as fc from 'fast-check';
import { resample } from '../../src/series/resample';
import type { Series } from '../../src/series/series';
import { start } from '../sampled-series';

/** The definition: between which two samples does t lie, and how far along? */
function slowInterpolation({ times, values }: Series, t: number): number {
  const right = times.findIndex((time) => time >= t);
  if (right === 0) return values[0] ?? 0;
  const [t0, t1] = [times[right - 1] ?? 0, times[right] ?? 0];
  const [v0, v1] = [values[right - 1] ?? 0, values[right] ?? 0];
  return v0 + ((v1 - v0) * (t - t0)) / (t1 - t0);
}

const series = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 1e9 })), {
    minLength: 1,
    maxLength: 50,
  })
  .map((points): Series => {
    let t = start;
    return {
      times: Float64Array.from(points, ([step]) => (t += step)),
      values: Float64Array.from(points, ([, value]) => value),
      intervalMs: 25,
    };
  });

test('interpolates linearly at the first sample and every step after it, to the last', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 10, max: 3000 }), (given, stepMs) => {
      const { times, values, intervalMs } = resample(given, stepMs);
      const [first, last] = [given.times[0] ?? 0, given.times.at(-1) ?? 0];
      expect(intervalMs).toBe(stepMs);
      expect(times).toHaveLength(Math.floor((last - first) / stepMs) + 1);
      times.forEach((t, i) => {
        expect(t).toBe(first + i * stepMs);
        expect(values[i]).toBeCloseTo(slowInterpolation(given, t), 3);
      });
    }),
    { seed: 7 },
  );
});

test('nothing comes of nothing', () => {
  const empty = { times: new Float64Array(0), values: new Float64Array(0), intervalMs: 25 };
  expect(resample(empty, 500).times).toHaveLength(0);
});
