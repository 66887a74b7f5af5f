import { childrenCpuMs } from '../../bench/timed-run';

test.each([
  ['dash', 'status 0\n0m0.000000s 0m0.010000s\n0m21.390000s 0m1.020000s\n', 22_410],
  ['bash as sh', 'status 0\n0m0.001s 0m0.002s\n1m5.500s 0m0.250s\n', 65_750],
])('reads the children from what %s prints for times', (_, printed, expected) => {
  expect(childrenCpuMs(printed)).toBeCloseTo(expected);
});

test('says what it got instead of times', () => {
  expect(() => childrenCpuMs('status 127\n')).toThrow('got "status 127"');
});
