import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  RUNNER_VARIABLE,
  SOAK_VARIABLE,
  type SoakSettings,
} from '../../environment/soak/soak-settings';
import { readSoakedFiles, readSoakResults } from '../soak/soak-result-files';
import { leaks } from '../soak/soak-result';
import { soakText } from '../soak/soak-text';
import { type ExitStatus, exitStatus } from './exit-status';
import { findJest } from './find-jest';
import { soakHelp } from './help';
import { parseSoakCommandLine } from './soak-command-line';

export interface SoakConsole {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs the project's own Jest with its own arguments, each test file in a process of its own whose tests
 * are repeated, and tells what they keep.
 */
export async function soak(
  args: readonly string[],
  { out, err }: SoakConsole,
): Promise<ExitStatus> {
  const command = parseSoakCommandLine(args);
  if (command.kind === 'help') {
    out(soakHelp);
    return exitStatus.passed;
  }
  const trouble = (message: string): ExitStatus => {
    err(`tidemark: ${message}\n"tidemark soak --help" tells all options.\n`);
    return exitStatus.trouble;
  };
  if (command.kind === 'wrong') return trouble(command.message);
  const jest = findJest(process.cwd());
  if (jest === null) {
    return trouble(
      `Jest was not found from ${process.cwd()}.\nRun this in the folder of a project that has jest, 29 or 30, installed.`,
    );
  }
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-soak-'));
  try {
    const settings: SoakSettings = {
      directory,
      ...(command.timeMs === null ? {} : { timeMs: command.timeMs }),
      ...(command.rounds === null ? {} : { rounds: command.rounds }),
    };
    const jestArguments = [...process.execArgv, jest.script, ...argumentsFor(command.jest)];
    const { status, signal, error } = await ended(
      spawn(process.execPath, jestArguments, {
        // Jest reports to standard error; what tests print would not go with JSON.
        stdio: command.json ? ['inherit', 2, 2] : 'inherit',
        env: {
          ...process.env,
          [SOAK_VARIABLE]: JSON.stringify(settings),
          [RUNNER_VARIABLE]: jest.runner,
        },
      }),
    );
    if (error !== undefined) return trouble(`Jest could not be started: ${error.message}`);
    const results = readSoakResults(directory);
    const files = readSoakedFiles(directory);
    if (command.json)
      for (const result of results)
        out(`${JSON.stringify(result)}
`);
    else if (files.length > 0) out(soakText(results, files, process.cwd()));
    if (results.some(leaks)) return exitStatus.leaks;
    if (status === 0) return exitStatus.passed;
    err(
      `tidemark: Jest itself ended with ${status === null ? String(signal) : `exit status ${status}`}: see above.\n`,
    );
    return exitStatus.trouble;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** Who ends this process ends Jest, which ends its workers; what is known until then is told. */
async function ended(jest: ChildProcess): Promise<Ended> {
  const pass = (signal: NodeJS.Signals) => jest.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    return await new Promise((resolve) => {
      jest.on('error', (error) => resolve({ status: null, signal: null, error }));
      jest.on('close', (status, signal) => resolve({ status, signal }));
    });
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

function argumentsFor(given: readonly string[]): string[] {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  // In Jest's own process one file's growth would be the next one's noise.
  const options = given.slice(0, end).filter((name) => !/^(-i|--runInBand)$/.test(name));
  const inBand = options.length < end;
  const has = (name: RegExp) => options.some((option) => name.test(option));
  return [
    ...options,
    `--testRunner=${path.resolve(__dirname, '../../environment/soak/soak-runner.js')}`,
    `--reporters=${path.join(__dirname, 'soak-reporter.js')}`,
    '--reporters=default',
    // Any limit makes Jest use workers; this one, a new one for each file. (Up to 1 it is a share.)
    '--workerIdleMemoryLimit=2',
    ...(inBand ? ['--maxWorkers=1'] : []),
    ...(has(/^--(no-)?(coverage|collectCoverage)/) ? [] : ['--coverage=false']),
    ...given.slice(end),
  ];
}
