import path from 'node:path';
import type { OpenerPlace } from '../openers/opener';
import { openerDeed, openerWayOut } from '../openers/opener-text';
import { printable } from '../report/printable';
import { formatBytes, formatSeconds } from '../units';
import { type SoakSignal, soakSignals, unitOf } from './soak-floor';
import type { SoakedTest, SoakFinding, SoakResult } from './soak-result';
import type { SoakedFile } from './soaked-file';

const names: Readonly<Record<SoakSignal, string>> = {
  heap: 'heap',
  external: 'external memory',
  native: 'native memory',
  listeners: 'listeners',
  handles: 'open handles',
  threads: 'threads',
  fds: 'file descriptors',
};

/** The last rounds tell enough; all are in the JSON. */
const SHOWN_ROUNDS = 6;
const MOST_NAMED = 10;
const MOST_OPENERS = 3;

/** For the terminal: what leaks, with its figures, what could not be told, and what is fine. */
export function soakText(
  results: readonly SoakResult[],
  files: readonly SoakedFile[],
  directory: string,
): string {
  const shown = (file: string) => printable(path.relative(directory, file) || file);
  const tests = results.flatMap((result) => result.tests.map((test) => ({ test, result })));
  const of = (outcome: SoakedTest['outcome']) =>
    tests.filter(({ test }) => test.outcome === outcome);
  const named = of('grows');
  const together = results.filter(
    ({ whole, tests: own }) =>
      whole?.outcome === 'grows' && !own.some(({ outcome }) => outcome === 'grows'),
  );
  const label = ({ test, result }: (typeof tests)[number]) =>
    `${shown(result.file)} › ${printable(test.name)}`;
  const groupLabel = ([first, ...more]: Group<(typeof tests)[number]>) =>
    more.length === 0 ? label(first) : `${shown(first.result.file)} (${more.length + 1} tests)`;
  const blocks = [
    ...named.map((one) =>
      [
        `LEAK  ${label(one)}`,
        ...figures(one.test, 'run'),
        ...opened(one.test, shown),
        ...advice(one.test, shown(one.result.file)),
      ].join('\n'),
    ),
    ...together.map(({ file, whole, tests: own }) =>
      [
        `LEAK  ${shown(file)}`,
        `      ${whichTest(own)}`,
        ...(whole === null ? [] : figures(whole, 'run of the file')),
        ...(whole === null ? [] : opened(whole, shown)),
      ].join('\n'),
    ),
    list('Not clear', alike(of('undecided')), groupLabel, ([{ test }]) => test.reason),
    list(
      'Left out, for they cannot be repeated',
      of('not-repeatable'),
      label,
      ({ test }) => test.reason,
    ),
    list('Not soaked', unsoaked(files, results), ({ file }) => shown(file), reasonUnsoaked),
    list(
      'Notes',
      results.flatMap(({ file, notes }) => notes.map((note) => ({ file, note }))),
      ({ file }) => shown(file),
      ({ note }) => note,
    ),
    total(results, named.length + together.length, of('steady').length),
  ];
  return `\n${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Growth per run, and of each round, of every signal that grows. */
function figures(
  { growing, perRun, rounds, reason }: Omit<SoakFinding, 'outcome'>,
  per: string,
): string[] {
  const last = rounds.slice(-SHOWN_ROUNDS);
  const rates = growing.map((signal) => rate(signal, perRun[signal] ?? 0));
  const rows = [
    ['runs', ...last.map(({ repetitions }) => repetitions.toLocaleString('en'))],
    ...soakSignals
      .filter((signal) => growing.includes(signal))
      .map((signal) => [
        names[signal],
        ...last.map(({ before, after }) => {
          const growth = (after[signal] ?? 0) - (before[signal] ?? 0);
          return `${growth < 0 ? '' : '+'}${amount(signal, growth)}`;
        }),
      ]),
  ];
  return [
    `      Keeps ${rates.join(', ')} per ${per}. ${reason}`,
    ...columns(rows).map((line) => `      ${line}`),
  ];
}

/** Who opens what is open still, and how to end it, the most first. */
function opened(
  { openers = [] }: Pick<SoakFinding, 'openers'>,
  shown: (file: string) => string,
): string[] {
  return openers.slice(0, MOST_OPENERS).map((opener) => {
    const { through } = opener;
    const place = (at: OpenerPlace) => ({ ...at, file: shown(at.file) });
    const told = { ...opener, ...place(opener), through: through && place(through) };
    return `      ${told.file}:${told.line} ${openerDeed(told)}. ${openerWayOut(told)}`;
  });
}

/** Why the file is named, and none of its tests. */
function whichTest(tests: readonly SoakedTest[]): string {
  return tests.some(({ outcome }) => outcome === 'undecided')
    ? 'Its tests could not all be told apart: give more --time, or fewer tests.'
    : 'No test grows when it runs alone: it takes several of them, in their order.';
}

/** `100 bytes of heap`, `1 listener`, `0.5 threads`. */
function rate(signal: SoakSignal, value: number): string {
  const text = amount(signal, value);
  if (unitOf[signal] === 'bytes') return `${text} of ${names[signal]}`;
  return `${text} ${text === '1' ? names[signal].replace(/s$/, '') : names[signal]}`;
}

function amount(signal: SoakSignal, value: number): string {
  return unitOf[signal] === 'bytes'
    ? formatBytes(value)
    : (Math.round(value * 100) / 100).toLocaleString('en');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}

function advice({ kind, name }: SoakedTest, file: string): string[] {
  const only = kind === 'test' ? ` -t ${quoted(name)}` : '';
  return [`      To see whether a change helps: npx tidemark soak ${file}${only}`];
}

/** For a shell, and for Jest, which takes a name for a regular expression. */
function quoted(name: string): string {
  const literal = printable(name).replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return `'${literal.replaceAll("'", String.raw`'\''`)}'`;
}

function list<T>(
  title: string,
  items: readonly T[],
  label: (item: T) => string,
  reason: (item: T) => string,
): string {
  if (items.length === 0) return '';
  const more = items.length - MOST_NAMED;
  return [
    `${title}:`,
    ...items
      .slice(0, MOST_NAMED)
      .map((item) => `  ${label(item)}\n      ${printable(reason(item))}`),
    ...(more > 0 ? [`  and ${more} more (--json tells all)`] : []),
  ].join('\n');
}

type Group<T> = readonly [T, ...T[]];

/** Tests of a file of which the same is to be said. */
function alike<T extends { test: SoakedTest; result: SoakResult }>(told: readonly T[]): Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of told) {
    const key = `${one.result.file}\n${one.test.reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function unsoaked(files: readonly SoakedFile[], results: readonly SoakResult[]): SoakedFile[] {
  const soaked = new Set(results.filter(({ tests }) => tests.length > 0).map(({ file }) => file));
  return files.filter(({ file }) => !soaked.has(file));
}

function reasonUnsoaked({ passed, failedToRun }: SoakedFile): string {
  if (failedToRun) return 'It could not be run to the end: see what Jest says of it.';
  return passed === 0
    ? 'None of its tests passed.'
    : 'It left no result: its process ended too soon.';
}

function total(results: readonly SoakResult[], leaking: number, steady: number): string {
  const repetitions = results.reduce((sum, result) => sum + result.repetitions, 0);
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const files = results.length === 1 ? '1 file' : `${results.length} files`;
  return `Soaked ${files}, run again ${repetitions.toLocaleString('en')} times in all, for ${formatSeconds(seconds)}: ${
    leaking === 0 ? 'no leak' : `${leaking} leaking`
  }, ${steady} steady.`;
}
