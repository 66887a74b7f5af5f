import { parseArgs } from 'node:util';
import type { ReporterOptions } from '../options';
import { printable } from '../report/printable';
import { type Detector, flags, switches, valueFlags } from './flags';
import { nearestName } from './nearest-name';

export interface DetectCommand {
  readonly files: readonly string[];
  readonly detector: Detector;
  readonly json: boolean;
  readonly options: Pick<
    ReporterOptions,
    'failOn' | 'criticalMemory' | 'criticalTime' | 'minPoints' | 'rSquared' | 'resampleSeconds'
  >;
  /** Options that only matter to what is judged anew, as they were written. */
  readonly judging: readonly string[];
}

export type CommandLine =
  | { readonly kind: 'help'; readonly command: 'detect' | null }
  | { readonly kind: 'version' }
  | ({ readonly kind: 'detect' } & DetectCommand)
  | { readonly kind: 'wrong'; readonly message: string };

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** What the words after `tidemark` ask for. Of an option that is given twice, the last counts. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  // Not strict: its errors tell neither the rule nor the nearest name.
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: parseArgsOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const [command, ...files] = positionals;
  const has = (name: keyof typeof switches) =>
    tokens.some((token) => token.kind === 'option' && token.name === name);
  if (command !== undefined && command !== 'detect') return wrong(unknownCommand(command));
  if (has('help')) return { kind: 'help', command: command ?? null };
  for (const token of tokens) {
    const message = token.kind === 'option' ? complaint(token) : null;
    if (message !== null) return wrong(message);
  }
  if (has('version')) return { kind: 'version' };
  if (command === undefined) {
    return tokens.length === 0
      ? { kind: 'help', command: null }
      : wrong('A command is missing.\nExample: tidemark detect recording.csv');
  }
  if (files.length === 0) {
    return wrong(
      'tidemark detect needs at least one FILE: a CSV recording, or a report.json.\nExample: tidemark detect recording.csv',
    );
  }
  const { detector = 'full', ...options } = valuesOf(tokens);
  const judging = tokens
    .filter((token) => token.kind === 'option')
    .filter(({ name }) => isValueFlag(name) && name !== 'fail-on')
    .map(({ rawName }) => rawName);
  return { kind: 'detect', files, detector, json: has('json'), options, judging };
}

function wrong(message: string): CommandLine {
  return { kind: 'wrong', message };
}

function parseArgsOptions() {
  return Object.fromEntries(
    Object.entries(flags).map(([name, { short, value }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
}

/** What is wrong with one option, and what to do; null where nothing is. */
function complaint({ name, rawName, value }: Extract<Token, { kind: 'option' }>): string | null {
  if (!Object.hasOwn(flags, name)) {
    const near = nearestName(name, Object.keys(flags));
    const question = near === null ? '' : ` Did you mean --${near}?`;
    return `There is no option ${printable(rawName)}.${question}`;
  }
  if (!isValueFlag(name)) {
    return value === undefined
      ? null
      : `${rawName} takes no value, but "${printable(value)}" was given.`;
  }
  const { rule, read } = valueFlags[name];
  if (value !== undefined && rule.accepts(read(value))) return null;
  const given = value === undefined ? 'nothing' : `"${printable(value)}"`;
  const example = /\s/.test(String(rule.example)) ? `"${rule.example}"` : rule.example;
  return (
    `${rawName} must be ${rule.allowed}, but ${given} was given.\n` +
    `Example: tidemark detect ${rawName} ${example} recording.csv`
  );
}

function isValueFlag(name: string): name is keyof typeof valueFlags {
  return Object.hasOwn(valueFlags, name);
}

/** Every value has been held to its rule before. */
function valuesOf(tokens: readonly Token[]): DetectCommand['options'] & { detector?: Detector } {
  return Object.fromEntries(
    tokens.flatMap((token) => {
      if (token.kind !== 'option' || !isValueFlag(token.name)) return [];
      const { key, read } = valueFlags[token.name];
      return [[key, read(token.value ?? '')]];
    }),
  );
}

function unknownCommand(command: string): string {
  const name = printable(command);
  const near = nearestName(command, ['detect', 'soak', 'confirm']);
  return near === null
    ? `There is no command "${name}". To judge a recording: tidemark detect ${name}`
    : `There is no command "${name}". Did you mean "${near}"?`;
}
