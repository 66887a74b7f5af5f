import * as fc from 'fast-check';
import { formatBytes, formatSeconds, parseBytes } from '../src/units';

test.each([
  ['1048576', 1_048_576],
  ['512MB', 512_000_000],
  ['512 mib', 536_870_912],
  [' 1.5 GiB ', 1_610_612_736],
  ['2k', 2000],
])('%j is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each(['', 'MB', '-1MB', '1e9', '50%', '4 GiBs', '1 2'])('%j is no size', (text) => {
  expect(parseBytes(text)).toBeNull();
});

test.each([
  [0, '0 bytes'],
  [512, '512 bytes'],
  [1_048_575, '1 MiB'],
  [1.44 * 1024 ** 2, '1.4 MiB'],
  [327_155_712, '312 MiB'],
  [24 * 1024 ** 3, '24 GiB'],
  [-2048, '-2 KiB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a size that is shown and read again is off by less than it was rounded', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1024, max: 2 ** 49 }), (bytes) => {
      const again = parseBytes(formatBytes(bytes));
      expect(Math.abs((again ?? 0) - bytes) / bytes).toBeLessThan(0.05);
    }),
    { seed: 1 },
  );
});

test.each([
  [0.2, 'under 1 s'],
  [4.25, '4.3 s'],
  [119, '119 s'],
  [400, '6.7 min'],
  [24_120, '6.7 h'],
  [300_000, '3.5 days'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
