import { styleText } from 'node:util';

export interface Palette {
  readonly on: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
  /** A word on a coloured ground, like Jest's FAIL; without colours the word alone, as Jest has it. */
  readonly badge: (word: string, colour: 'red' | 'yellow') => string;
}

export function palette(on: boolean): Palette {
  const styled = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    // Later versions of Node look at stdout by themselves and drop the colours; earlier ones take no
    // third argument and leave it alone.
    on && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    on,
    bold: styled('bold'),
    dim: styled('dim'),
    red: styled(['bold', 'red']),
    yellow: styled(['bold', 'yellow']),
    green: styled(['bold', 'green']),
    cyan: styled('cyan'),
    badge: (word, colour) => (on ? styled(['inverse', 'bold', colour])(` ${word} `) : word),
  };
}

/**
 * Whether to print in colours, in the order that Jest decides in (supports-color 7): FORCE_COLOR, then
 * the command line, then the terminal. NO_COLOR, which Jest itself does not know, counts before the
 * terminal.
 */
export function coloursWanted({
  env,
  argv,
  isTTY,
}: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly isTTY: boolean;
}): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) {
    return forced !== '0' && forced !== 'false';
  }
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  const has = (...names: string[]) => names.some((name) => flags.includes(name));
  if (has('--no-color', '--no-colors', '--color=false', '--colors=false', '--color=never')) {
    return false;
  }
  if (has('--color', '--colors', '--color=true', '--colors=true', '--color=always')) {
    return true;
  }
  return !env['NO_COLOR'] && env['TERM'] !== 'dumb' && isTTY;
}

/** Whether the terminal shows letters beyond ASCII, from the locale, in the order libc looks it up. */
export function unicodeWanted(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  if (platform === 'win32') {
    // Windows Terminal and editors' terminals do; the old console does in part.
    return env['WT_SESSION'] !== undefined || env['TERM_PROGRAM'] !== undefined;
  }
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  // CI jobs often have no locale and a log that is UTF-8.
  return locale === '' ? true : /utf-?8/i.test(locale);
}
