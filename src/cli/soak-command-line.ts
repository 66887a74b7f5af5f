import { printable } from '../report/printable';
import { parseDuration } from '../soak/soak-duration';

export type SoakCommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | {
      readonly kind: 'soak';
      readonly timeMs: number | null;
      readonly rounds: number | null;
      readonly json: boolean;
      /** As they were given: Jest knows its options best. */
      readonly jest: readonly string[];
    };

const MOST_ROUNDS = 30;

/** What Jest would be asked for instead, and why not here. */
const refused: Readonly<Record<string, string>> = {
  '--watch': 'A soak runs once',
  '--watchAll': 'A soak runs once',
  '--testRunner': 'A soak puts its own runner, around jest-circus, in place of it',
  '--reporters': 'A soak has reporters of its own',
  '--listTests': 'A soak runs tests',
};

/** What the words after `tidemark soak` ask for. All that are not its own options go to Jest. */
export function parseSoakCommandLine(args: readonly string[]): SoakCommandLine {
  const jest: string[] = [];
  let timeMs: number | null = null;
  let rounds: number | null = null;
  let json = false;
  for (let i = 0; i < args.length; i += 1) {
    const [name, given] = split(args[i] ?? '');
    if (name === '--') {
      jest.push(...args.slice(i));
      break;
    }
    if (name === '--help' || name === '-h') return { kind: 'help' };
    if (name === '--time' || name === '--rounds') {
      const value = given ?? args[(i += 1)];
      const read = name === '--time' ? parseDuration(value ?? '') : roundsOf(value ?? '');
      if (read === null) return wrong(complaint(name, value));
      if (name === '--time') timeMs = read;
      else rounds = read;
    } else if (name === '--json') {
      json = true;
    } else if (refused[name] !== undefined) {
      return wrong(`${refused[name]}: leave ${printable(name)} out.`);
    } else {
      jest.push(args[i] ?? '');
    }
  }
  return { kind: 'soak', timeMs, rounds, json, jest };
}

/** `--time=60s` in two; other arguments as they are. */
function split(argument: string): [string, string?] {
  const at = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return at < 0 ? [argument] : [argument.slice(0, at), argument.slice(at + 1)];
}

function roundsOf(text: string): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= MOST_ROUNDS
    ? value
    : null;
}

function complaint(name: '--time' | '--rounds', value: string | undefined): string {
  const given = value === undefined ? 'nothing' : `"${printable(value)}"`;
  const allowed =
    name === '--time'
      ? 'a time, such as 60s or 2m'
      : `a whole number of rounds from 1 to ${MOST_ROUNDS}`;
  const example = name === '--time' ? '60s' : '10';
  return `${name} must be ${allowed}, but ${given} was given.\nExample: tidemark soak ${name} ${example} test/server.test.js`;
}

function wrong(message: string): SoakCommandLine {
  return { kind: 'wrong', message };
}
