import { SHORTEST_LIFE_MS } from '../detect/judge';
import type { Options } from '../options';
import { type SummaryContext, summary } from '../../reporter/summary';
import { failingVerdicts } from '../report/failing-verdicts';
import { printable } from '../report/printable';
import type { Report } from '../report/report';
import type { BrokenLine } from '../store/csv';
import { brokenLinesSentence } from './broken-lines';
import type { DetectCommand } from './command-line';
import { type ExitStatus, exitStatus } from './exit-status';
import { readInput } from './input';
import { reportOfRecording } from './recording-report';

const mostBroken = 20;

/** What the command says and shows: standard output, standard error, and that it is at work. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Shown until something else is said, or until the next. */
  readonly progress: (text: string) => void;
  readonly look: Pick<SummaryContext, 'colours' | 'unicode' | 'columns'>;
}

/** A file's report, and what there is to say of the file. */
interface Told {
  readonly report: Report;
  readonly source: {
    readonly path: string;
    readonly kind: 'recording' | 'report';
    /** Lines that were passed over, and the first few of them. */
    readonly brokenLines: number;
    readonly firstBroken: readonly BrokenLine[];
  };
}

/** Judges file after file, and tells of each as soon as it is judged. */
export function detect(
  command: DetectCommand,
  options: Options,
  { out, err, progress, look }: Console,
): ExitStatus {
  const { files, json } = command;
  const failing: string[] = [];
  let unreadable = 0;
  for (const [index, file] of files.entries()) {
    progress(`${files.length > 1 ? `${index + 1} of ${files.length}: ` : ''}${printable(file)}`);
    const told = judgeFile(file, command, options, err);
    if (told === null) {
      unreadable++;
      continue;
    }
    const { report, source } = told;
    if (failingVerdicts(report, options.failOn).length > 0) failing.push(file);
    if (json) {
      out(`${JSON.stringify({ ...report, source })}\n`);
      continue;
    }
    if (files.length > 1) out(`${index > 0 ? '\n' : ''}${printable(file)}\n`);
    out(summary(report, summaryContext(source.kind, options, look)));
  }
  if (!json && files.length > 1 && failing.length > 0) {
    out(
      `\n${failing.length} of ${files.length} fail: ${failing.map((file) => printable(file)).join(', ')}\n`,
    );
  }
  if (unreadable > 0) return exitStatus.trouble;
  return failing.length > 0 ? exitStatus.leaks : exitStatus.passed;
}

function judgeFile(
  file: string,
  { detector, judging }: DetectCommand,
  options: Options,
  err: Console['err'],
): Told | null {
  const input = readInput(file);
  if (input.kind === 'unreadable') {
    err(`tidemark: ${input.message}\n`);
    return null;
  }
  if (input.kind === 'report') {
    if (judging.length > 0) {
      const ignored = [...new Set(judging)].join(', ');
      err(
        `tidemark: ${printable(file)}: a report holds no series, so its verdicts stand, whatever ${ignored} may say.\n`,
      );
    }
    return {
      report: input.report,
      source: { path: file, kind: 'report', brokenLines: 0, firstBroken: [] },
    };
  }
  const { processes, broken } = input.recording;
  const sentence = brokenLinesSentence(broken);
  if (sentence !== null) err(`tidemark: ${printable(file)}: ${sentence}\n`);
  return {
    report: reportOfRecording(processes, detector, options),
    source: {
      path: file,
      kind: 'recording',
      brokenLines: broken.length,
      firstBroken: broken.slice(0, mostBroken),
    },
  };
}

function summaryContext(
  kind: Told['source']['kind'],
  { failOn }: Options,
  look: Console['look'],
): SummaryContext {
  return {
    ...look,
    rootDir: '',
    reportPath: null,
    shortLifeMs: SHORTEST_LIFE_MS,
    failOn,
    terms: {
      fullReport: kind === 'report' ? 'report.json' : '--json',
      failOn: (value) => `--fail-on ${value}`,
    },
  };
}
