import * as fc from 'fast-check';
import { wrap } from '../../reporter/summary-wrap';

test('text is broken between words', () => {
  expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
});

test('a command stays whole', () => {
  expect(wrap('run this:\n  npx jest --runInBand', 10)).toEqual([
    'run this:',
    '  npx jest --runInBand',
  ]);
});

test('a number stays with its unit', () => {
  expect(wrap('it is at 312 MiB now', 13)).toEqual(['it is at', '312 MiB now']);
  expect(wrap('it took about 0.6 % CPU', 17)).toEqual(['it took about', '0.6 % CPU']);
});

test('an arrow stays with what it leads to', () => {
  expect(wrap('module a.js → Map → Row', 16)).toEqual(['module a.js', '→ Map → Row']);
});

test('no word is lost, and a line is too long only where it cannot be broken', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 40 }), (parts, width) => {
      const text = parts.map((part) => `x${part}`).join(' ');
      const lines = wrap(text, width);
      expect(lines.join(' ')).toBe(text);
      for (const line of lines.filter((part) => part.includes(' '))) {
        expect(line.length).toBeLessThanOrEqual(width);
      }
    }),
    { seed: 1 },
  );
});
