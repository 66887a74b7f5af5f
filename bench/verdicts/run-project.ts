import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onExit } from 'signal-exit';
import type { Report } from '../../src/report/report';
import { type LeakProject, leakProjectsDirectory } from '../leak-projects';
import { type Mode, modeArguments } from './condition';
import { expectedStatus, type Outcome, outcomeOf } from './outcome';

const root = path.resolve(__dirname, '../../..');
const LAST_WORDS = 600;

/** Runs a project with jest-tidemark as a user would; ends it, with all its processes, when it takes too long. */
export async function runProject(
  project: LeakProject,
  mode: Mode,
  timeoutMs: number,
): Promise<Outcome> {
  const output = mkdtempSync(path.join(os.tmpdir(), 'tidemark-verdicts-'));
  const printed = path.join(output, 'printed.txt');
  const file = openSync(printed, 'w');
  const flavour = project.environment === 'jsdom' ? 'jsdom.js' : 'index.js';
  const jest = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      '--ci',
      '--env',
      path.join(root, 'dist/environment', flavour),
      '--reporters',
      path.join(root, 'dist/reporter/index.js'),
      ...modeArguments[mode],
    ],
    {
      cwd: path.join(leakProjectsDirectory, project.name),
      env: { ...process.env, TIDEMARK_OUTPUT_DIRECTORY: output },
      stdio: ['ignore', file, file],
      detached: true,
    },
  );
  closeSync(file);
  const end = () => {
    killGroup(jest);
    rmSync(output, { recursive: true, force: true });
  };
  const forget = onExit(end);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(jest);
  }, timeoutMs);
  try {
    const [status] = (await once(jest, 'close')) as [number | null];
    if (isLate) return failed(`not over after ${timeoutMs / 1000} s, and killed`, printed);
    const outcome = outcomeOf(readReport(output));
    const expected = expectedStatus(project, outcome);
    return status === expected
      ? outcome
      : failed(`exit status ${status}, expected ${expected}`, printed);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error), printed);
  } finally {
    clearTimeout(timer);
    forget();
    end();
  }
}

function readReport(directory: string): Report {
  return JSON.parse(readFileSync(path.join(directory, 'report.json'), 'utf8')) as Report;
}

function failed(reason: string, printed: string): Outcome {
  const text = readFileSync(printed, 'utf8').slice(-LAST_WORDS).trim();
  return { state: 'failed', reason: `${reason}; it printed last: ${text}` };
}

/** A server that a test left behind ends with it. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
