import path from 'node:path';
import { failingVerdicts, type FailOn } from '../src/report/failing-verdicts';
import { byCause } from '../src/report/one-cause';
import { printable } from '../src/report/printable';
import type { Report, ReportedProcess, Verdict, VerdictKind } from '../src/report/report';
import { setupHint } from '../src/report/setup-hints';
import { palette } from './colours';
import { deathBlock, leakBlock, suspectBlock, type Layout } from './summary-block';
import * as say from './summary-sentences';
import { jestTerms, type Terms } from './summary-terms';
import { grewALittle, unjudged } from './summary-undecided';
import { wrap } from './summary-wrap';

export interface SummaryContext {
  readonly colours: boolean;
  /** Whether letters beyond ASCII can be shown. */
  readonly unicode: boolean;
  /** Width of the terminal in letters. */
  readonly columns: number;
  readonly rootDir: string;
  /** Absolute path of report.json; null where it could not be written. */
  readonly reportPath: string | null;
  /** Life of a process, in milliseconds, below which there are too few points for a verdict. */
  readonly shortLifeMs: number;
  /** The mildest verdict that fails the run. */
  readonly failOn: FailOn;
  /** @default those of a run of Jest */
  readonly terms?: Terms;
}

const mostLeaks = 10;
const mostSuspects = 5;
const mostDeaths = 5;
const mostNotes = 5;
/** As wide as the column in which Jest's own summary has `Test Suites:`. */
const label = 'Memory:      ';

/**
 * What is printed when the run is over: a block for each leak, shorter ones for suspects and for workers
 * that died, and last a line in the form of Jest's own summary, which follows. A healthy run has that
 * line alone.
 */
export function summary(report: Report, context: SummaryContext): string {
  const layout: Layout = {
    palette: palette(context.colours),
    width: Math.max(40, Math.min(context.columns, 110)),
    unicode: context.unicode,
  };
  const terms = context.terms ?? jestTerms;
  const leaks = ofKind(report, 'leak');
  const suspects = ofKind(report, 'suspect');
  const deaths = unmentionedDeaths(report);
  const blocks = [
    ...section(byCause(leaks), mostLeaks, 'leaks', terms, ({ first, others }) =>
      leakBlock(first, others, processOf(first, report), report.run, layout),
    ),
    ...section(byCause(suspects), mostSuspects, 'suspects', terms, ({ first, others }) =>
      suspectBlock(first, others, processOf(first, report), layout),
    ),
    ...section(deaths, mostDeaths, 'dead processes', terms, (process) =>
      deathBlock(process, layout),
    ),
  ];
  const lines = [
    ...blocks.flatMap((block) => [...block, '']),
    ...headline(report, deaths.length, context.shortLifeMs, terms, layout),
    ...remarks(report, blocks.length > 0, context, terms, layout),
  ];
  const text = lines.map((line) => `${line.trimEnd()}\n`).join('');
  return context.unicode ? text : inAscii(text);
}

/**
 * One line to be printed below everything, where the run fails for its memory: it says why the exit
 * status is 1 although every test may have passed. Null where it does not fail.
 */
export function closingLine(
  report: Report,
  context: Pick<SummaryContext, 'colours' | 'unicode' | 'rootDir' | 'reportPath' | 'failOn'>,
): string | null {
  const failing = failingVerdicts(report, context.failOn);
  if (failing.length === 0) {
    return null;
  }
  const { red } = palette(context.colours);
  const named = failing.map((verdict) => say.nameAndSpeed(verdict, processOf(verdict, report)));
  const names =
    named.slice(0, 3).join(', ') + (named.length > 3 ? `, ${named.length - 3} more` : '');
  const verb = failing[0]?.kind === 'leak' ? 'memory leaks' : 'memory may leak';
  const where =
    context.reportPath === null ? '' : `. See ${shownPath(context.reportPath, context)}`;
  const line = `${red('jest-tidemark failed the run (exit status 1):')} ${verb} in ${names}${where}\n`;
  return context.unicode ? line : inAscii(line);
}

function section<T>(
  items: readonly T[],
  most: number,
  nouns: string,
  { fullReport }: Terms,
  block: (item: T) => string[],
): string[][] {
  const more = items.length - most;
  return [
    ...items.slice(0, most).map(block),
    ...(more > 0 ? [[`… and ${more} more ${nouns}: see ${fullReport}`]] : []),
  ];
}

/** `Memory:      1 leak, 2 steady — …` */
function headline(
  report: Report,
  deaths: number,
  shortLifeMs: number,
  terms: Terms,
  { palette: paint, width }: Layout,
): string[] {
  const parts = say.state(report, deaths);
  const plain = parts.map(({ text }) => text).join(', ');
  const painted = parts.map(({ text, colour }) => (colour ? paint[colour](text) : text)).join(', ');
  const rest = [say.scope(report), unjudged(report, shortLifeMs, terms)].filter(
    (part) => part !== null,
  );
  const [first = '', ...others] = wrap(`${plain} — ${rest.join(', ')}`, width - label.length);
  return [
    // The colours are put in after the text is broken into lines, where it is still in one piece.
    paint.bold(label) + (first.startsWith(plain) ? painted + first.slice(plain.length) : first),
    ...others.map((line) => indented(line)),
  ];
}

/** Where the report is, what is missing in the set-up, and what was lost while watching. */
function remarks(
  report: Report,
  findings: boolean,
  context: SummaryContext,
  terms: Terms,
  { palette: paint, width }: Layout,
): string[] {
  // Where samples were lost, files may only seem not to have been watched: the notes tell.
  const hint = report.notes.length > 0 ? null : setupHint(report.run);
  const more = report.notes.length - mostNotes;
  const notes = [
    ...report.notes.slice(0, mostNotes).map((note) => `Note: ${printable(note)}`),
    ...(more > 0 ? [`… and ${more} more notes: see ${terms.fullReport}`] : []),
  ];
  const broken = (text: string) => wrap(text, width - label.length);
  return [
    ...(findings && context.reportPath !== null
      ? [indented(`Full report: ${shownPath(context.reportPath, context)}`)]
      : []),
    ...grewALittle(report, terms).flatMap(broken).map(indented),
    ...say.spared(report, context.failOn, terms).flatMap(broken).map(indented),
    ...(hint === null ? [] : broken(hint).map((line) => indented(paint.yellow(line)))),
    ...notes.flatMap(broken).map((line) => indented(paint.dim(line))),
  ];
}

function indented(line: string): string {
  return ' '.repeat(label.length) + line;
}

function ofKind(report: Report, kind: VerdictKind): Verdict[] {
  return report.verdicts.filter((verdict) => verdict.kind === kind);
}

/**
 * Processes that ran tests, or were out of memory, and died, and have no block as a leak or a suspect. A
 * child that a signal ended is left out: tests stop their servers that way.
 */
function unmentionedDeaths({ processes, verdicts }: Report): ReportedProcess[] {
  const mentioned = new Set(
    verdicts
      .filter(({ kind }) => kind === 'leak' || kind === 'suspect')
      .map(({ processId }) => processId),
  );
  return processes.filter(
    ({ id, role, death }) =>
      death !== null &&
      !mentioned.has(id) &&
      (role === 'jest' || role === 'worker' || death.kind === 'out-of-memory'),
  );
}

/** A report that was read from a file may lack the process; the verdict must be told all the same. */
function processOf(verdict: Verdict, { processes }: Report): ReportedProcess {
  const found = processes.find(({ id }) => id === verdict.processId);
  return (
    found ?? {
      id: verdict.processId,
      pid: verdict.pid,
      ppid: 0,
      name: verdict.processName,
      role: 'child',
      startedBy: null,
      samples: 0,
      peak: { rss: 0, vms: null },
      lifetimeMs: 0,
      death: null,
      shape: [],
    }
  );
}

/** Relative to the project, unless it lies elsewhere. */
function shownPath(file: string, { rootDir }: Pick<SummaryContext, 'rootDir'>): string {
  const relative = path.relative(rootDir, file);
  return printable(relative.startsWith('..') ? file : relative);
}

function inAscii(text: string): string {
  return text
    .replaceAll('—', '-')
    .replaceAll('…', '...')
    .replaceAll('R²', 'R^2')
    .replaceAll('→', '->');
}
