import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Outcome } from './outcome';
import type { PlannedRun } from './plan';

/** A run that was made, a line of the log. */
export interface LoggedRun extends PlannedRun {
  /** Of this repository, abbreviated; with a plus where files were changed since. */
  readonly commit: string;
  readonly startedAt: string;
  readonly seconds: number;
  /** The machine's load average over a minute, when the run began. */
  readonly load: number;
  readonly outcome: Outcome;
}

export interface RunLog {
  /** What it holds already. */
  readonly runs: readonly LoggedRun[];
  append(run: LoggedRun): void;
}

/** A log of lines of JSON, made where it is not there; a line cut short is left alone, and its run made again. */
export function openLog(file: string): RunLog {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  return {
    runs: text.split('\n').flatMap(parsed),
    append: (run) => appendFileSync(file, `${JSON.stringify(run)}\n`),
  };
}

/** For runs that need not be remembered. */
export const noLog: RunLog = { runs: [], append: () => {} };

function parsed(line: string): LoggedRun[] {
  try {
    return [JSON.parse(line) as LoggedRun];
  } catch {
    return [];
  }
}
