import * as fc from 'fast-check';
import { printable } from '../../src/report/printable';

test.each([
  ['node', 'node'],
  ['\u001B[31mred\u001B[0m', 'red'],
  ['\u001B]0;title\u0007name', 'name'],
  ['\u009B31mred', 'red'],
  ['two\nlines\r\tand more', 'two lines and more'],
  ['a\u2028b', 'a b'],
  ['gpj.\u202Etxe', 'gpj.txe'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['プロセス 🚀', 'プロセス 🚀'],
  ['lone \uD83D', 'lone'],
])('%j is printed as %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('whatever comes in, one line without control characters comes out', () => {
  const nasty = fc.string({ unit: 'binary', maxLength: 400 });
  const escapes = fc.constantFrom('\u001B[', '\u001B]8;;', '\u0007', '\u009B2J', '\u001B', '\r\n');
  const text = fc.array(fc.oneof(nasty, escapes)).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (raw) => {
      const shown = printable(raw);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(shown.length).toBeLessThanOrEqual(200);
    }),
    { seed: 1 },
  );
});
