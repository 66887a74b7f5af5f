import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { printable } from '../report/printable';
import type { Report } from '../report/report';
import { codeOf } from '../spool/error-code';
import { type CsvRecording, readCsv } from '../store/csv';
import { readReport } from '../store/report-reader';
import { nearestName } from './nearest-name';

export type Input =
  | { readonly kind: 'recording'; readonly recording: CsvRecording }
  | { readonly kind: 'report'; readonly report: Report }
  /** What is wrong, and what to do: lines for the terminal. */
  | { readonly kind: 'unreadable'; readonly message: string };

const columns = 'Process ID,Process Name,Time,Memory Usage';

/** Reads a file, and tells by its first letter what it is: a report begins with `{`. */
export function readInput(file: string): Input {
  try {
    const bytes = readFileSync(file);
    return /^\s*\{/.test(bytes.toString('utf8', 0, 1024))
      ? reportIn(bytes, file)
      : recordingIn(readCsv(bytes), file);
  } catch (error) {
    return unreadable(`${shown(file)}: ${whyUnread(file, error)}`);
  }
}

function unreadable(message: string): Input {
  return { kind: 'unreadable', message };
}

function shown(file: string): string {
  return `Cannot read ${printable(file)}`;
}

function reportIn(bytes: Buffer, file: string): Input {
  const { report, problem } = readReport(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  return report === null
    ? unreadable(
        `${shown(file)} as a report.json: ${printable(problem)}.\n` +
          'Give it as the reporter of this version wrote it, or a CSV recording.',
      )
    : { kind: 'report', report };
}

function recordingIn(recording: CsvRecording, file: string): Input {
  const { processes, broken } = recording;
  if (processes.length > 0) return { kind: 'recording', recording };
  const found =
    broken.length === 0 ? 'it has none' : `it has ${broken.length} lines of another form`;
  return unreadable(
    `${shown(file)} as a recording: it must hold at least one sample, and ${found}.\n` +
      `Give a CSV file with the columns ${columns}, or a report.json.`,
  );
}

/** `it does not exist. Did you mean "recording.csv"?` */
function whyUnread(file: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return `it does not exist. ${nearest(file)}`;
  if (code === 'EISDIR') return `it is a directory. ${reportWithin(file)}`;
  if (code === 'EACCES')
    return 'this user may not read it. Give yourself the right to, or copy it.';
  if (code === 'ERR_STRING_TOO_LONG' || code === 'ERR_FS_FILE_TOO_LARGE') {
    return 'it is too large: 512 MB of text, unpacked, are the most. Split it by process.';
  }
  return printable(code);
}

function nearest(file: string): string {
  const name = nearestName(path.basename(file), namesIn(path.dirname(file)));
  return name === null
    ? 'Check the path.'
    : `Did you mean "${printable(path.join(path.dirname(file), name))}"?`;
}

function reportWithin(directory: string): string {
  return namesIn(directory).includes('report.json')
    ? `Did you mean "${printable(path.join(directory, 'report.json'))}"?`
    : 'Name the files in it.';
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // It does not exist either, or may not be listed: then there is no name to offer.
  }
}
