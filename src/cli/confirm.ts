import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { planConfirmation } from '../confirm/plan';
import { CONFIRM_VARIABLE, type ConfirmAnswer, type ConfirmRequest } from '../confirm/request';
import { printable } from '../report/printable';
import { type ConfirmCommandLine, parseConfirmCommandLine } from './confirm-command-line';
import type { Console } from './detect';
import { type ExitStatus, exitStatus } from './exit-status';
import { findJest } from './find-jest';
import { confirmHelp } from './help';
import { readInput } from './input';

/**
 * Runs the suspects of a report again: has the project's own Jest run their test files, with a reporter
 * that takes its suspects from that report.
 */
export function confirm(
  args: readonly string[],
  { out, err }: Pick<Console, 'out' | 'err'>,
): ExitStatus {
  const command = parseConfirmCommandLine(args);
  if (command.kind === 'help') {
    out(confirmHelp);
    return exitStatus.passed;
  }
  const trouble = (message: string): ExitStatus => {
    err(`tidemark: ${message}\n"tidemark confirm --help" tells more.\n`);
    return exitStatus.trouble;
  };
  if (command.kind === 'wrong') return trouble(command.message);
  const input = readInput(command.report);
  if (input.kind === 'unreadable') return trouble(input.message);
  if (input.kind === 'recording') {
    return trouble(
      `${printable(command.report)} is a recording: it names no test that could be run again.`,
    );
  }
  const tasks = planConfirmation(input.report);
  if (tasks.length === 0) {
    out(`${printable(command.report)} has no suspect that could be run again.\n`);
    return input.report.run.status === 'leak' ? exitStatus.leaks : exitStatus.passed;
  }
  const jest = findJest(process.cwd());
  if (jest === null) {
    return trouble(
      `Jest was not found from ${process.cwd()}.\nRun this in the folder of the project, with jest, 29 or 30, installed.`,
    );
  }
  const files = [...new Set(tasks.map(({ file }) => file))];
  return runJest(jest.script, files, command, trouble);
}

type Command = Extract<ConfirmCommandLine, { kind: 'confirm' }>;

function runJest(
  script: string,
  files: readonly string[],
  { report, timeMs, jest }: Command,
  trouble: (message: string) => ExitStatus,
): ExitStatus {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-confirm-'));
  const answer = path.join(directory, 'answer.json');
  const request: ConfirmRequest = { report: path.resolve(report), timeMs, answer };
  try {
    // Patterns, since paths in a report are relative to Jest's rootDir, which may be any folder.
    const patterns = files.map((file) => `${file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    const { status, signal, error } = spawnSync(
      process.execPath,
      [...process.execArgv, script, ...patterns, ...jest],
      { stdio: 'inherit', env: { ...process.env, [CONFIRM_VARIABLE]: JSON.stringify(request) } },
    );
    if (error !== undefined) return trouble(`Jest could not be started: ${error.message}`);
    const failing = failingIn(answer);
    if (failing === null) return trouble(noAnswer(status, signal));
    if (failing > 0) return exitStatus.leaks;
    return status === 0
      ? exitStatus.passed
      : trouble(`Jest itself ended with exit status ${status}: see above.`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function failingIn(file: string): number | null {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as ConfirmAnswer).failing;
  } catch {
    return null; // None was written: the caller says what that means.
  }
}

function noAnswer(status: number | null, signal: NodeJS.Signals | null): string {
  const end = status === null ? String(signal) : `exit status ${status}`;
  return (
    `Nothing was confirmed (Jest ended with ${end}).\n` +
    "The Jest config must name the reporter: reporters: ['default', 'jest-tidemark/reporter']"
  );
}
