import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JEST } from '../e2e/jest-project';

export const CHECKPOINTS_VARIABLE = 'TIDEMARK_CHECKPOINTS';

/** Where to write snapshots, and before which file, or after which test. */
export interface Checkpoints {
  readonly directory: string;
  readonly unit: 'tests' | 'files';
  readonly at: readonly number[];
}

export interface Checkpoint {
  readonly file: string;
  readonly repetitions: number;
  /** How many files were over. */
  readonly over: number;
}

const dist = path.resolve(__dirname, '../..');

/**
 * Runs a project in a Jest of its own, in band and watched, with snapshots at checkpoints, and removes
 * them when `use` is over.
 */
export async function withCheckpointsOf<T>(
  project: string,
  { unit, at }: Pick<Checkpoints, 'unit' | 'at'>,
  { scale, jsdom = false }: { readonly scale: number; readonly jsdom?: boolean },
  use: (checkpoints: readonly Checkpoint[]) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(path.join(tmpdir(), 'tidemark-checkpoints-'));
  try {
    const wanted: Checkpoints = { directory, unit, at };
    const environment = `checkpoint-environment${jsdom ? '-jsdom' : ''}.js`;
    const run = spawnSync(
      process.execPath,
      [
        JEST,
        '--rootDir',
        project,
        '--runInBand',
        '--forceExit',
        '--env',
        path.join(__dirname, environment),
        '--reporters',
        path.join(dist, 'reporter/index.js'),
      ],
      {
        cwd: project,
        encoding: 'utf8',
        env: {
          ...process.env,
          [CHECKPOINTS_VARIABLE]: JSON.stringify(wanted),
          TIDEMARK_SCALE: String(scale),
          TIDEMARK_OUTPUT_DIRECTORY: path.join(directory, 'report'),
        },
      },
    );
    const taken = readTaken(directory);
    if (taken.length !== at.length) {
      throw new Error(`${taken.length} of ${at.length} snapshots:\n${run.stdout}${run.stderr}`);
    }
    return await use(taken);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readTaken(directory: string): Checkpoint[] {
  const lines = readFileSync(path.join(directory, 'taken.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Checkpoint);
}
