import { coloursWanted, palette, unicodeWanted } from '../../reporter/colours';

test('colours are put in whatever stdout is, when they are asked for', () => {
  expect(palette(true).red('x')).toBe('\u001B[1m\u001B[31mx\u001B[39m\u001B[22m');
  expect(palette(true).badge('LEAK', 'red')).toContain(' LEAK ');
  expect(palette(true).bold('')).toBe('');
});

test('without colours the text is left alone', () => {
  expect(palette(false).red('x')).toBe('x');
  expect(palette(false).badge('LEAK', 'red')).toBe('LEAK');
});

const wanted = (isTTY: boolean, env: Record<string, string> = {}, ...argv: string[]) =>
  coloursWanted({ env, argv: ['node', 'jest', ...argv], isTTY });

test.each([
  ['a terminal', true, wanted(true)],
  ['a pipe', false, wanted(false)],
  ['a dumb terminal', false, wanted(true, { TERM: 'dumb' })],
  ['NO_COLOR', false, wanted(true, { NO_COLOR: '1' })],
  ['an empty NO_COLOR', true, wanted(true, { NO_COLOR: '' })],
  ['FORCE_COLOR on a pipe', true, wanted(false, { FORCE_COLOR: '1' })],
  ['an empty FORCE_COLOR', true, wanted(false, { FORCE_COLOR: '' })],
  ['FORCE_COLOR=0 on a terminal', false, wanted(true, { FORCE_COLOR: '0' })],
  ['FORCE_COLOR over NO_COLOR', true, wanted(false, { FORCE_COLOR: '1', NO_COLOR: '1' })],
  ['FORCE_COLOR over the command line', true, wanted(true, { FORCE_COLOR: '1' }, '--no-colors')],
  ['--colors on a pipe', true, wanted(false, {}, '--colors')],
  ['--colors over NO_COLOR', true, wanted(false, { NO_COLOR: '1' }, '--colors')],
  ['--no-colors on a terminal', false, wanted(true, {}, '--no-colors')],
  ['--colors=false', false, wanted(true, {}, '--colors=false')],
  ['what follows --', false, wanted(false, {}, '--', '--colors')],
])('%s: %p', (_, expected, actual) => {
  expect(actual).toBe(expected);
});

test.each([
  [{ LANG: 'en_GB.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, false],
  [{}, true],
])('letters beyond ASCII with %j: %p', (env, expected) => {
  expect(unicodeWanted(env, 'linux')).toBe(expected);
});

test('Windows has them in the newer terminals', () => {
  expect(unicodeWanted({ WT_SESSION: 'x' }, 'win32')).toBe(true);
  expect(unicodeWanted({}, 'win32')).toBe(false);
});
