import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GuardFailedRecord, LeftBehindRecord } from '../../../src/spool/records';
import { OUTPUT_VARIABLE } from './guarded-environment';

const ROOT = path.resolve(__dirname, '../../../..');

/** Another version of Node, as `scripts/test-node-versions.mjs` sets it. */
const NODE = process.env['TIDEMARK_TEST_NODE'] ?? process.execPath;

export interface GuardedRun {
  readonly status: number | null;
  readonly output: string;
  /** What the guard told, with paths relative to the project. */
  readonly leftBehind: readonly LeftBehindRecord[];
  readonly failures: readonly GuardFailedRecord[];
  /** Names of the test files that were watched to their end. */
  readonly watched: readonly string[];
}

/** A copy of a project under `test/projects`, its `vendor` folder as its `node_modules`. */
export class GuardedProject {
  readonly folder: string;

  constructor(name: string) {
    this.folder = realpathSync(mkdtempSync(path.join(tmpdir(), `${name}-`)));
    cpSync(path.join(ROOT, 'test/projects', name), this.folder, { recursive: true });
    const vendor = path.join(this.folder, 'vendor');
    // `node_modules` can not be committed.
    if (!existsSync(vendor)) return;
    cpSync(vendor, path.join(this.folder, 'node_modules'), { recursive: true });
    rmSync(vendor, { recursive: true });
  }

  run(args: readonly string[] = [], mode = '--runInBand'): GuardedRun {
    const environment = path.join(__dirname, 'guarded-environment.js');
    const told = path.join(this.folder, 'guard.ndjson');
    rmSync(told, { force: true });
    const jest = this.jest(['--env', environment, mode, '--forceExit', ...args], {
      [OUTPUT_VARIABLE]: told,
    });
    const records = existsSync(told)
      ? readFileSync(told, 'utf8')
          .trim()
          .split('\n')
          .map((line) => this.relative(line))
      : [];
    return {
      ...jest,
      leftBehind: records.filter((record) => record.type === 'left-behind'),
      failures: records.filter((record) => record.type === 'guard-failed'),
      watched: records
        .filter((record) => record.type === 'file-ended')
        .map((record) => record.path),
    };
  }

  jest(
    args: readonly string[],
    env: Record<string, string> = {},
  ): { status: number | null; output: string } {
    const binary = path.join(ROOT, 'node_modules/jest/bin/jest.js');
    const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...inherited } = process.env;
    const { status, stdout, stderr } = spawnSync(NODE, [binary, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...inherited, ...env },
    });
    return { status, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private relative(line: string): Told {
    return JSON.parse(line.replaceAll(`${this.folder}${path.sep}`, '')) as Told;
  }
}

type Told = LeftBehindRecord | GuardFailedRecord | { type: 'file-ended'; path: string };
