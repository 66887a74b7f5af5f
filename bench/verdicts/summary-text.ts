import { formatKept } from '../kept-bytes';
import { largeLeakBytes } from '../leak-projects';
import { limitsByKind } from '../limits-by-kind';
import { modes, nameOf } from './condition';
import type { LoggedRun } from './log';
import {
  answerOf,
  answers,
  type Counts,
  countsOf,
  falseAlarmsIn,
  isSteadfast,
  type ProjectSummary,
  type Share,
  totalsOf,
} from './summary';

const MARKS = { leak: 'L', suspect: 'S', none: '-', failed: 'F' } as const;
const NAME = 30;
const CELL = 9;

/** The table by projects, the totals, and by name all that is not as it should be. */
export function summaryText(summaries: readonly ProjectSummary[]): string {
  return [
    ...table(summaries),
    '',
    'L leak, S suspect, - neither, F the run failed.',
    '',
    ...totalLines(summaries),
    '',
    ...limitLines(summaries),
    '',
    ...nameLines(summaries),
  ].join('\n');
}

function table(summaries: readonly ProjectSummary[]): readonly string[] {
  const head = ['project', 'kept', ...modes.map((mode) => mode.replace('shuffled-', 'sh.-'))];
  return [
    row([...head, 'alone', 'load', 'same', 'culprit', 'holder']),
    ...summaries.map((summary) => {
      const { project, runs, usual, counts, named, held } = summary;
      const of = (chosen: (run: LoggedRun) => boolean) => cell(countsOf(runs.filter(chosen)));
      const ofLeaks = (times: number) =>
        project.kind === 'leak' && counts.leak > 0 ? `${times}/${counts.leak}` : '';
      return row([
        project.name,
        project.kind === 'leak' ? formatKept(project.retainedBytes) : '',
        ...modes.map((mode) => of((run) => run.mode === mode)),
        of(({ loaded }) => !loaded),
        of(({ loaded }) => loaded),
        `${usual.times}/${runs.length}`,
        ofLeaks(named),
        ofLeaks(held),
      ]);
    }),
  ];
}

function row([name = '', ...cells]: readonly string[]): string {
  return `${name.padEnd(NAME)} ${cells.map((one) => one.padStart(CELL)).join(' ')}`.trimEnd();
}

/** `L3 S1`: three times a leak, once a suspect. */
function cell(counts: Counts): string {
  return answers
    .filter((answer) => counts[answer] > 0)
    .map((answer) => `${MARKS[answer]}${counts[answer]}`)
    .join(' ');
}

function totalLines(summaries: readonly ProjectSummary[]): readonly string[] {
  const totals = totalsOf(summaries);
  return [
    line(`recall, leaks that retain ${formatKept(largeLeakBytes)} or more`, totals.largeRecall),
    line('recall, all leaks', totals.recall),
    line('precision', totals.precision),
    line('culprit named, of leaks found', totals.named),
    line('holder named, of leaks found', totals.held),
    line('projects with the same verdict in all runs', totals.same),
  ];
}

function line(title: string, { part, whole }: Share): string {
  const share = whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
  return `${title.padEnd(46)} ${share.padStart(8)}  (${part} of ${whole})`;
}

function limitLines(summaries: readonly ProjectSummary[]): readonly string[] {
  const tried = summaries.flatMap(({ project, counts, runs }) =>
    project.kind === 'leak' ? [{ project, isFound: counts.leak === runs.length }] : [],
  );
  return [
    'By kind, the slowest leak that was found in every run, and the fastest that was not:',
    ...limitsByKind(tried),
  ];
}

function nameLines(summaries: readonly ProjectSummary[]): readonly string[] {
  const failed = summaries.filter(({ counts }) => counts.failed > 0);
  return [
    names('FALSE ALARMS', falseAlarmsIn(summaries)),
    names(
      'not the same verdict in all runs',
      summaries.filter((one) => !isSteadfast(one)),
    ),
    names('leaks that stay suspect', summaries.filter(isOften('leak', 'suspect'))),
    names('leaks not seen', summaries.filter(isOften('leak', 'none'))),
    names('healthy suspects', summaries.filter(isOften('healthy', 'suspect'))),
    names('failed runs', failed),
    ...failed.flatMap(({ runs }) => runs.flatMap(failureLine)),
  ];
}

function isOften(kind: 'leak' | 'healthy', answer: 'suspect' | 'none') {
  return ({ project, usual }: ProjectSummary) => project.kind === kind && usual.answer === answer;
}

function names(title: string, chosen: readonly ProjectSummary[]): string {
  const list = chosen.map(({ project, counts }) => `${project.name} (${cell(counts)})`);
  return `${title}: ${list.length === 0 ? 'none' : list.join(', ')}`;
}

function failureLine(run: LoggedRun): string[] {
  if (run.outcome.state !== 'failed') return [];
  return [`  ${run.project}, ${nameOf(run)}, round ${run.round}: ${run.outcome.reason}`];
}

/** What is printed of a run as it ends. */
export function runLine(run: LoggedRun, { project }: Pick<ProjectSummary, 'project'>): string {
  const { outcome } = run;
  const answer = answerOf(run);
  const isRight = project.kind === 'leak' ? answer === 'leak' : answer === 'none';
  const mark = project.kind === 'healthy' && answer === 'leak' ? 'FALSE ALARM' : '';
  const [first] = outcome.state === 'judged' ? outcome.verdicts : [];
  const [culprit] = first?.culprits ?? [];
  return [
    String(run.round).padStart(2),
    project.name.padEnd(NAME),
    nameOf(run).padEnd(21),
    `${run.seconds.toFixed(0)} s`.padStart(5),
    `${isRight ? ' ' : '!'}${answer}`.padEnd(8),
    (first?.signal ?? '').padEnd(13),
    mark,
    outcome.state === 'failed' ? outcome.reason.replaceAll('\n', ' ') : (culprit?.path ?? ''),
    culprit?.holders[0] ?? '',
  ]
    .join(' ')
    .trimEnd();
}
