import { adviceFor } from '../src/report/advice';
import { printable } from '../src/report/printable';
import type { ReportedProcess, RunInfo, Verdict } from '../src/report/report';
import type { Palette } from './colours';
import * as say from './summary-sentences';
import { gained, heldBy } from './summary-holders';
import { sparkline } from './summary-sparkline';
import { wrap } from './summary-wrap';

/** How to lay out: the palette, the letters to use at most in a line, and whether they may be Unicode. */
export interface Layout {
  readonly palette: Palette;
  readonly width: number;
  readonly unicode: boolean;
}

/** A label and its text; null where there is nothing to say. */
type Row = readonly [label: string, text: string | null];

const mostCulprits = 3;
const mostHolders = 2;
/** The figures, and what running it again has shown, with a path in it. */
const mostOfReason = 600;

/** All that is known of a leak, as lines. `others` are the same leak in other processes. */
export function leakBlock(
  verdict: Verdict,
  others: readonly Verdict[],
  process: ReportedProcess,
  run: RunInfo,
  layout: Layout,
): string[] {
  const badge = layout.palette.badge('LEAK', 'red');
  return [
    `${badge} ${layout.palette.bold(say.title(process))}`,
    ...rows(
      [
        ['Memory', course(process, layout)],
        ['Growth', say.growth(verdict)],
        ['Evidence', say.evidence(verdict)],
        ['Limit', say.exhaustion(verdict, run)],
        ['Why', printable(verdict.reason, mostOfReason)],
        ['Also', alsoIn(others)],
        ...mostTelling(verdict)
          // The headline names it already.
          .filter(({ path }) => path !== process.startedBy)
          .slice(0, mostCulprits)
          .map((culprit, index): Row => [index === 0 ? 'Cause' : '', say.culprit(culprit)]),
        ...holderRows(verdict),
        ['End', say.death(process)],
        ['Next', verdict.advice],
      ],
      layout,
    ),
  ];
}

/** Code that did it; the test files that it came with only where no code is known. */
function mostTelling({ culprits, testFiles = [] }: Verdict): Verdict['culprits'] {
  const code = culprits.filter(({ path }) => !testFiles.includes(path));
  return code.length > 0 ? code : culprits;
}

/** What heap snapshots have shown of the culprits, where some were taken. */
function holderRows({ culprits }: Verdict): Row[] {
  const texts = culprits.flatMap(heldBy).slice(0, mostHolders);
  return [
    ...texts.map((text, index): Row => [index === 0 ? 'Held by' : '', text]),
    ['Gained', culprits.map(gained).find((text) => text !== null) ?? null],
  ];
}

/** What is known of a suspect, in brief. */
export function suspectBlock(
  verdict: Verdict,
  others: readonly Verdict[],
  process: ReportedProcess,
  layout: Layout,
): string[] {
  const badge = layout.palette.badge('SUSPECT', 'yellow');
  const [first] = verdict.culprits.filter(({ path }) => path !== process.startedBy);
  return [
    `${badge} ${layout.palette.bold(say.title(process))}`,
    ...rows(
      [
        ['Memory', course(process, layout)],
        ['Growth', say.growth(verdict)],
        ['Why', printable(verdict.reason, mostOfReason)],
        ['Also', alsoIn(others)],
        ['Cause', first === undefined ? null : say.culprit(first)],
        ...holderRows(verdict),
        ['End', say.death(process)],
        ['Next', verdict.advice === null ? null : firstStep(verdict.advice)],
      ],
      layout,
    ),
  ];
}

/** A process that did not end in good order, and has no block above. */
export function deathBlock(process: ReportedProcess, layout: Layout): string[] {
  const badge = layout.palette.badge('DIED', 'red');
  const advice = adviceFor({ ...process, startedBy: process.death?.file ?? null }, 'rss', []);
  return [
    `${badge} ${layout.palette.bold(say.title(process))}`,
    ...rows(
      [
        ['Memory', course(process, layout)],
        ['End', say.death(process)],
        ['Next', firstStep(advice)],
      ],
      layout,
    ),
  ];
}

/** Where else the same cause shows; null where nowhere. */
function alsoIn(others: readonly Verdict[]): string | null {
  if (others.length === 0) return null;
  return `the same in ${others.length === 1 ? 'pid' : 'pids'} ${others.map(({ pid }) => pid).join(', ')}`;
}

/** The first sentence of an advice, and its command where it has one. */
function firstStep(advice: string): string {
  const [sentence = '', ...others] = advice.split('\n');
  return others[0]?.startsWith(' ') ? `${sentence}\n${others[0]}` : sentence;
}

function course(process: ReportedProcess, { width, unicode }: Layout): string | null {
  if (process.shape.length < 2) {
    return null;
  }
  return `${sparkline(process.shape, Math.min(30, width - 50), unicode)} ${say.course(process)}`.trim();
}

/** The labels stand in a column of their own, the texts are broken to what is left of the width. */
function rows(all: readonly Row[], { palette, width }: Layout): string[] {
  const indent = '  ';
  const column = 10;
  return all.flatMap(([label, text]) =>
    text === null || text === ''
      ? []
      : wrap(text, width - indent.length - column).map((line, index) => {
          const head = (index === 0 ? label : '').padEnd(column);
          const isCommand = line.startsWith(' ');
          return `${indent}${index === 0 ? palette.dim(head) : head}${isCommand ? palette.cyan(line) : line}`;
        }),
  );
}
