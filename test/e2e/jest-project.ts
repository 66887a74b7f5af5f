import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Report } from '../../src/report/report';

const ROOT = path.resolve(__dirname, '../../..');
export const JEST =
  process.env['TIDEMARK_TEST_JEST'] ?? path.join(ROOT, 'node_modules/jest/bin/jest.js');

/** The binary that projects run under: another Node when the end-to-end tests run under several. */
const NODE = process.env['TIDEMARK_TEST_NODE'] ?? process.execPath;

export interface JestRun {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Null where none was written. */
  readonly report: Report | null;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArgs?: readonly string[];
  /** Called once the process runs: for tests that disturb it. */
  readonly meanwhile?: (jest: ChildProcess) => void;
}

/** A real small Jest project in a folder of its own, with jest-tidemark as a user has it. */
export class JestProject {
  readonly directory: string;

  /** `files`: text by path relative to the project. `config`: merged into the two lines of the README. */
  constructor(files: Readonly<Record<string, string>>, config: object = {}) {
    this.directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-e2e-'));
    mkdirSync(path.join(this.directory, 'node_modules'));
    symlinkSync(ROOT, path.join(this.directory, 'node_modules/jest-tidemark'));
    // As npm puts them: the environment that this Jest brings beside it.
    const jest = path.resolve(JEST, '../..');
    const environment = require.resolve('jest-environment-node/package.json', { paths: [jest] });
    symlinkSync(jest, path.join(this.directory, 'node_modules/jest'));
    symlinkSync(
      path.dirname(environment),
      path.join(this.directory, 'node_modules/jest-environment-node'),
    );
    const whole = {
      testEnvironment: 'jest-tidemark/environment',
      reporters: ['default', 'jest-tidemark/reporter'],
      transform: {},
      ...config,
    };
    this.write('package.json', '{ "name": "project", "private": true }');
    this.write('jest.config.json', JSON.stringify(whole));
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  write(file: string, text: string): void {
    const whole = path.join(this.directory, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }

  run({ args = [], env = {}, nodeArgs = [], meanwhile }: RunOptions = {}): Promise<JestRun> {
    const jest = spawn(NODE, [...nodeArgs, JEST, '--rootDir', this.directory, ...args], {
      cwd: this.directory,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    jest.stdout.on('data', (data) => (stdout += String(data)));
    jest.stderr.on('data', (data) => (stderr += String(data)));
    meanwhile?.(jest);
    return new Promise((resolve, reject) => {
      jest.on('error', reject);
      jest.on('close', (status, signal) => {
        resolve({ status, signal, stdout, stderr, report: this.report() });
      });
    });
  }

  report(directory = 'tidemark-report'): Report | null {
    try {
      const file = path.resolve(this.directory, directory, 'report.json');
      return JSON.parse(readFileSync(file, 'utf8')) as Report;
    } catch {
      return null; // No report was written: what the caller asks for.
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The variables of this process without those that would make the inner Jest part of the outer run. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const outer =
    /^(JEST_WORKER_ID|NODE_OPTIONS|FORCE_COLOR|NO_COLOR|CI|TIDEMARK_(SPOOL|RUN|OUTPUT_DIRECTORY))$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}
