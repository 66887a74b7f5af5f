import * as fc from 'fast-check';
import { SimpleLinearRegression } from 'ml-regression-simple-linear';
import { scanBackward, type ScanLimits } from '../../src/detect/backward-scan';

/** Every window fitted anew; 'too close' where rounding may decide. */
function naiveScan(values: Float64Array, limits: ScanLimits): number | null | 'too close' {
  for (let n = limits.minPoints; n <= values.length; n++) {
    const y = Array.from(values.subarray(-n));
    const x = y.map((_, i) => i - (n - 1));
    const line = new SimpleLinearRegression(x, y);
    const mean = y.reduce((sum, value) => sum + value, 0) / n;
    const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const residual = y.reduce((sum, value, i) => sum + (value - line.predict(x[i] ?? 0)) ** 2, 0);
    const r2 = total === 0 ? Number.NaN : 1 - residual / total;
    const reached = line.intercept + line.slope * limits.withinSteps;
    if (Math.abs(r2 - limits.rSquared) < 1e-7) return 'too close';
    if (Math.abs(reached - limits.limit) < 1e-7 * limits.limit) return 'too close';
    if (line.slope > 0 && r2 >= limits.rSquared && reached >= limits.limit) return n;
  }
  return null;
}

/** Flat, then rising or falling, in bytes of a real size, with noise of 2 to 10 steps of the slope. */
const memory = fc
  .record({
    base: fc.integer({ min: 1e6, max: 2e9 }),
    slope: fc.integer({ min: -1e6, max: 1e7 }),
    noise: fc.integer({ min: 2, max: 10 }),
    bend: fc.integer({ min: 0, max: 40 }),
    jitter: fc.array(fc.integer({ min: -1000, max: 1000 }), {
      minLength: 40,
      maxLength: 120,
    }),
  })
  .map(({ base, slope, noise, bend, jitter }) =>
    Float64Array.from(
      jitter,
      (one, i) => base + slope * Math.max(0, i - bend) + (slope * noise * one) / 1000,
    ),
  );

const limits = { minPoints: 20, rSquared: 0.9, limit: 16e9, withinSteps: 7200 };

test('running sums find the same window as fitting each window anew', () => {
  const seen = { none: 0, shortest: 0, longer: 0 };
  fc.assert(
    fc.property(memory, fc.constantFrom(0.5, 0.9, 0.99), (values, rSquared) => {
      const expected = naiveScan(values, { ...limits, rSquared });
      fc.pre(expected !== 'too close');
      seen[expected === null ? 'none' : expected === limits.minPoints ? 'shortest' : 'longer']++;
      expect(scanBackward(values, { ...limits, rSquared })).toBe(expected);
    }),
    { seed: 20240601, numRuns: 2000 },
  );
  // The data must try every kind of answer, or the property proves little.
  expect(Object.values(seen).filter((count) => count > 100)).toHaveLength(3);
});

test('a constant series has no R² and is no fit, however long', () => {
  const flat = new Float64Array(10_000).fill(3_000_000_001);
  expect(scanBackward(flat, { ...limits, rSquared: 0, limit: 0 })).toBeNull();
});

test('the window grows backwards past a noisy end until the line fits', () => {
  const values = Float64Array.from({ length: 200 }, (_, i) => i * 1e7 + (i % 2) * 2e8);
  const found = scanBackward(values, { ...limits, limit: 1e9 });
  expect(found).toBeGreaterThan(20);
  expect(found).toBe(naiveScan(values, { ...limits, limit: 1e9 }));
});

test('memory that falls is never anomalous, though it fits a line', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => 1e10 - i * 1e7);
  expect(scanBackward(values, { ...limits, limit: 1e9 })).toBeNull();
});
