import type { HeapDiagnosis } from '../diagnose/heap-diagnosis';
import { byUrgency, statusOf } from '../report/build-report';
import type { Report, Verdict } from '../report/report';
import { moreTime } from './more-time';
import type { Task } from './plan';
import { openedCulprits } from './opened-culprits';
import { adviceOf, outsideGrowth } from './grown-advice';
import type { Grown, Repeated } from './repeated';
import { asClause } from './set-up';

/** What became of one task. */
export interface Outcome {
  readonly task: Task;
  readonly repeated: Repeated;
}

export interface ConfirmationResult {
  readonly outcomes: readonly Outcome[];
  /** Tasks that there was no time for. */
  readonly leftOut: readonly Task[];
  /** The time that there was, and the time that it took, in ms. */
  readonly boundMs: number;
  readonly tookMs: number;
}

/**
 * The report with what running its suspects again has shown. A suspect is a leak where one of its files
 * grows alone, and is cleared where none of them does; otherwise it stays what it was, and says why. What
 * screening found stays listed among the findings.
 */
export function applyConfirmation(report: Report, result: ConfirmationResult): Report {
  const verdicts = report.verdicts
    .map((verdict, index) => applied(verdict, index, result))
    .toSorted(byUrgency);
  // A report that is confirmed once more has its notes already.
  const notes = [...new Set([...report.notes, ...notesOf(result)])];
  return {
    ...report,
    run: { ...report.run, status: statusAfter(report, verdicts) },
    verdicts,
    notes,
  };
}

function statusAfter(report: Report, verdicts: readonly Verdict[]): Report['run']['status'] {
  // Confirming measures no process of the run that was not measured: what was not watched stays so.
  return report.run.status === 'inconclusive'
    ? 'inconclusive'
    : statusOf(report.processes, verdicts);
}

function applied(verdict: Verdict, index: number, result: ConfirmationResult): Verdict {
  const own = result.outcomes.filter(({ task }) => task.verdicts.includes(index));
  const unseen = result.leftOut.filter(({ verdicts }) => verdicts.includes(index)).length;
  if (own.length + unseen === 0) return verdict;
  const grown = own.find(({ repeated }) => repeated.outcome === 'grows');
  if (grown?.repeated.outcome === 'grows') {
    return verdict.kind === 'leak' || verdict.confined === true
      ? explained(verdict, grown.task, grown.repeated)
      : confirmed(verdict, grown.task, grown.repeated);
  }
  const open = own.find(({ repeated }) => repeated.outcome === 'undecided');
  const files = verdict.testFiles?.length ?? own.length;
  const isSample = own.length + unseen < files;
  if (isOpen(verdict) && open === undefined && unseen === 0) {
    if (!isSample || ofNearlyAll(verdict)) return cleared(verdict, own);
  }
  const why =
    open === undefined
      ? null
      : `Running ${open.task.file} again decided nothing: ${asClause(open.repeated.reason)}.`;
  const sample = isSample && unseen === 0 ? notShownBy(own.length, files) : null;
  return stands(verdict, why ?? sample, unseen, result.boundMs);
}

/** What running it again may decide either way. */
function isOpen({ kind, slight }: Verdict): boolean {
  return kind === 'suspect' || slight === true;
}

/** Of what nearly every file does, a few that do not are proof enough. */
const NEARLY_ALL = 0.8;

function ofNearlyAll({ signal, rate }: Verdict): boolean {
  return signal === 'realms' && (rate?.value ?? 0) >= NEARLY_ALL;
}

function notShownBy(ran: number, files: number): string {
  const alone = ran === 1 ? 'alone' : 'each alone';
  return `Running ${ran} of its ${files} test files again, ${alone}, did not show it: it may be another of them, or take several.`;
}

/** The evidence against a test file, where the verdict's own reason has the figures. */
const KEEPS_MEMORY = 'It keeps more with each run.';
const KEEPS_MORE: Readonly<Record<string, string>> = {
  realms: 'It leaves a realm behind with each run.',
};

/** A suspect that is a leak. What it says of itself is what was seen in the repetition. */
function confirmed(verdict: Verdict, task: Task, grown: Grown): Verdict {
  const { signal, rate, r2, window, exhaustion, advice } = grown.verdict;
  const outside = outsideGrowth(grown);
  return {
    ...settled(verdict),
    kind: 'leak',
    signal,
    rate,
    r2,
    window,
    exhaustion,
    culprits: culpritsOf(verdict, task, grown, KEEPS_MORE[signal] ?? KEEPS_MEMORY),
    reason: `Confirmed by running ${task.file} again, alone. ${grown.reason}${outside === null ? '' : ` ${outside.sentence}`}`,
    advice: adviceOf(grown, task.file) ?? advice ?? verdict.advice,
    findings: [finding(signal, 'leak', grown.reason), ...verdict.findings],
  };
}

/** What screening was sure of, with what repetition adds: who holds the memory. */
function explained(verdict: Verdict, task: Task, grown: Grown): Verdict {
  const { signal, advice } = grown.verdict;
  return {
    ...verdict,
    culprits: culpritsOf(verdict, task, grown, grown.reason),
    advice: adviceOf(grown, task.file) ?? advice ?? verdict.advice,
    findings: [...verdict.findings, finding(signal, 'leak', grown.reason)],
  };
}

/**
 * Who did it, from the repetition where it knows more than the test file, else from the run; what the heap
 * snapshots show stands with the first.
 */
function culpritsOf(
  { culprits }: Verdict,
  task: Task,
  { verdict, diagnosis, openers }: Grown,
  evidence: string,
): Verdict['culprits'] {
  const own: Verdict['culprits'] = [{ path: task.file, package: null, evidence }];
  const code = [
    ...openedCulprits(openers),
    ...verdict.culprits.filter(({ path }) => path !== task.file),
  ];
  const known = culprits.filter(({ path }) => path !== task.file || code.length > 0);
  const named = code.length > 0 ? [...code, ...known] : [...own, ...known];
  const unique = named.filter(
    ({ path }, index) => named.findIndex((one) => one.path === path) === index,
  );
  const [first, ...others] = withHolder(unique, task, diagnosis);
  if (first === undefined || diagnosis === null) return unique;
  const { containers, classes, retainers, per } = diagnosis;
  const figures = per === undefined ? {} : { per };
  return [{ ...first, ...figures, containers, classes, retainers }, ...others];
}

/** Where no more was known than the test file, the code that holds the memory. */
function withHolder(
  named: Verdict['culprits'],
  { file }: Task,
  diagnosis: HeapDiagnosis | null,
): Verdict['culprits'] {
  // Code that was caught in the act says more than where its memory hangs.
  if (diagnosis === null || named[0]?.path !== file) return named;
  const { culprit } = diagnosis;
  if (culprit === null || culprit.file === file) return named;
  const at = culprit.line === null ? '' : ` (line ${culprit.line})`;
  const holder = {
    path: culprit.file,
    package: culprit.package,
    evidence: `holds the memory${at}.`,
  };
  return [holder, ...named];
}

function cleared(verdict: Verdict, own: readonly Outcome[]): Verdict {
  const runs = own.reduce((sum, { repeated }) => sum + repeated.runs, 0);
  const [first] = own;
  const files = verdict.testFiles?.length ?? own.length;
  const ran = files > own.length ? `${own.length} of its ${files}` : `its ${own.length}`;
  const reason =
    own.length === 1 && first !== undefined
      ? `Running ${first.task.file} again cleared it. ${first.repeated.reason}`
      : `Running ${ran} test files again, ${runs} times in all, cleared it: none of them keeps more with each run.`;
  return {
    ...settled(verdict),
    kind: 'steady',
    rate: null,
    r2: null,
    window: null,
    exhaustion: null,
    culprits: [],
    reason,
    advice: null,
    findings: [finding(verdict.signal, 'steady', reason), ...verdict.findings],
  };
}

function settled(verdict: Verdict): Verdict {
  const { slight: _, ...decided } = verdict;
  return decided;
}

/**
 * What could not be decided, or not be reproduced, stays what it was; of a few files that are told as such
 * one was run to find what holds it, and not to decide.
 */
function stands(verdict: Verdict, why: string | null, unseen: number, boundMs: number): Verdict {
  const said =
    why ??
    (unseen > 0
      ? `There was no time left for ${unseen} of its test files within ${Math.round(boundMs / 1000)} s; ${moreTime(boundMs)}.`
      : 'Running its test file again, alone, did not show it: it takes more files, or what else the run did.');
  return {
    ...verdict,
    reason:
      isOpen(verdict) && verdict.confined !== true
        ? `${verdict.reason.replace(/(?<!\.)$/, '.')} ${said}`
        : verdict.reason,
    findings: [...verdict.findings, finding(verdict.signal, 'undecided', said)],
  };
}

function finding(signal: string, outcome: string, reason: string): Verdict['findings'][number] {
  return { detector: 'confirmation', signal, outcome, reason };
}

function notesOf({ outcomes }: ConfirmationResult): string[] {
  return [
    ...new Set(
      outcomes.flatMap(({ repeated }) => (repeated.outcome === 'grows' ? repeated.notes : [])),
    ),
  ];
}
