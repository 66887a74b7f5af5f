import { largeLeakBytes, type LeakProject } from '../leak-projects';
import type { LoggedRun } from './log';
import { isHeld, isNamed } from './outcome';

/** How often each verdict was given. */
export type Counts = Readonly<Record<Answer, number>>;
export type Answer = (typeof answers)[number];

export const answers = ['leak', 'suspect', 'none', 'failed'] as const;

export interface ProjectSummary {
  readonly project: LeakProject;
  readonly runs: readonly LoggedRun[];
  readonly counts: Counts;
  /** The verdict that was given most often, and how often. */
  readonly usual: { readonly answer: Answer; readonly times: number };
  /** Of the runs that were called a leak: with the culprit's file, and with what holds the memory. */
  readonly named: number;
  readonly held: number;
}

export interface Share {
  readonly part: number;
  readonly whole: number;
}

export interface Totals {
  /** Runs of leaks that retain `largeLeakBytes` or more that were called so, of all of them. */
  readonly largeRecall: Share;
  readonly recall: Share;
  /** Of the runs called a leak, those of a leak. */
  readonly precision: Share;
  /** Of the leaks that were called so, those with the right culprit, and with what holds them. */
  readonly named: Share;
  readonly held: Share;
  /** Projects that had the same verdict in all of their runs. */
  readonly same: Share;
}

/** Only of projects that were run. */
export function summariesOf(
  projects: readonly LeakProject[],
  runs: readonly LoggedRun[],
): readonly ProjectSummary[] {
  return projects.flatMap((project) => {
    const own = runs.filter((run) => run.project === project.name);
    return own.length === 0 ? [] : [summaryOf(project, own)];
  });
}

function summaryOf(project: LeakProject, runs: readonly LoggedRun[]): ProjectSummary {
  const counts = countsOf(runs);
  const [usual = 'none'] = answers.toSorted((a, b) => counts[b] - counts[a]);
  const isRight = (test: typeof isNamed) =>
    project.kind === 'leak' ? runs.filter((run) => test(run.outcome, project.culprit)).length : 0;
  return {
    project,
    runs,
    counts,
    usual: { answer: usual, times: counts[usual] },
    named: isRight(isNamed),
    held: isRight(isHeld),
  };
}

export function countsOf(runs: readonly LoggedRun[]): Counts {
  const count = (answer: Answer) => runs.filter((run) => answerOf(run) === answer).length;
  return {
    leak: count('leak'),
    suspect: count('suspect'),
    none: count('none'),
    failed: count('failed'),
  };
}

export function answerOf({ outcome }: LoggedRun): Answer {
  return outcome.state === 'failed' ? 'failed' : outcome.kind;
}

export function totalsOf(summaries: readonly ProjectSummary[]): Totals {
  const leaks = summaries.filter(({ project }) => project.kind === 'leak');
  const large = leaks.filter(
    ({ project }) => project.kind === 'leak' && project.retainedBytes >= largeLeakBytes,
  );
  const found = sum(leaks, ({ counts }) => counts.leak);
  return {
    largeRecall: recallOf(large),
    recall: recallOf(leaks),
    precision: { part: found, whole: sum(summaries, ({ counts }) => counts.leak) },
    named: { part: sum(leaks, ({ named }) => named), whole: found },
    held: { part: sum(leaks, ({ held }) => held), whole: found },
    same: {
      part: summaries.filter(isSteadfast).length,
      whole: summaries.length,
    },
  };
}

/** A run that failed gave no verdict. */
export function isSteadfast({ usual, runs }: ProjectSummary): boolean {
  return usual.times === runs.length && usual.answer !== 'failed';
}

/** A run that failed has found nothing. */
function recallOf(leaks: readonly ProjectSummary[]): Share {
  return {
    part: sum(leaks, ({ counts }) => counts.leak),
    whole: sum(leaks, ({ runs }) => runs.length),
  };
}

function sum<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((total, one) => total + value(one), 0);
}

/** Healthy projects that were called a leak. */
export function falseAlarmsIn(summaries: readonly ProjectSummary[]): readonly ProjectSummary[] {
  return summaries.filter(({ project, counts }) => project.kind === 'healthy' && counts.leak > 0);
}
