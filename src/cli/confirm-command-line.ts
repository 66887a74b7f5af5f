import { printable } from '../report/printable';
import { parseDuration } from '../soak/soak-duration';

export type ConfirmCommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | {
      readonly kind: 'confirm';
      readonly report: string;
      readonly timeMs: number;
      /** As they were given: Jest knows its options best. */
      readonly jest: readonly string[];
    };

const DEFAULT_TIME_MS = 60_000;
const DEFAULT_REPORT = 'tidemark-report/report.json';

/** What the words after `tidemark confirm` ask for. All that are not its own go to Jest. */
export function parseConfirmCommandLine(args: readonly string[]): ConfirmCommandLine {
  const jest: string[] = [];
  let report: string | null = null;
  let timeMs = DEFAULT_TIME_MS;
  for (let i = 0; i < args.length; i += 1) {
    const argument = args[i] ?? '';
    if (argument === '--help' || argument === '-h') return { kind: 'help' };
    if (/^--time(=|$)/.test(argument)) {
      const given = argument.includes('=') ? argument.slice('--time='.length) : args[(i += 1)];
      const read = parseDuration(given ?? '');
      if (read === null) return { kind: 'wrong', message: wrongTime(given) };
      timeMs = read;
    } else if (/^--watch(All)?\b/.test(argument)) {
      return { kind: 'wrong', message: `It runs once: leave ${printable(argument)} out.` };
    } else if (report === null && !argument.startsWith('-')) {
      report = argument;
    } else {
      jest.push(argument);
    }
  }
  return { kind: 'confirm', report: report ?? DEFAULT_REPORT, timeMs, jest };
}

function wrongTime(given: string | undefined): string {
  const what = given === undefined ? 'nothing' : `"${printable(given)}"`;
  return `--time must be a time such as 30s or 2m, but ${what} was given.\nExample: tidemark confirm --time 2m`;
}
