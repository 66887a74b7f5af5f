import * as fc from 'fast-check';
import { sparkline } from '../../reporter/summary-sparkline';

test('the least is the lowest letter and the greatest the highest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 30, true)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([70, 10, 40], 30, true)).toBe('█▁▅');
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 30, false)).toBe('_.-:=+*#');
});

test('noise is drawn level', () => {
  expect(sparkline([100, 104, 101, 100], 30, true)).toBe('▁▁▁▁');
  expect(sparkline([0, 0], 30, true)).toBe('▁▁');
});

test('many values are drawn as the means of neighbours', () => {
  expect(sparkline([0, 2, 6, 8, 14, 16, 20, 22], 4, true)).toBe('▁▃▆█');
});

test('no line is longer than asked for, or than there are values', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e9), { maxLength: 60 }), fc.nat(60), (values, columns) => {
      expect(sparkline(values, columns, false)).toHaveLength(Math.min(values.length, columns));
    }),
    { seed: 1 },
  );
});
