import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HeapDiagnosis } from '../../src/diagnose/heap-diagnosis';
import { diagnoseHeap } from '../../src/diagnose/run-diagnosis';
import { JEST } from '../e2e/jest-project';

export const CHECKPOINTS_VARIABLE = 'TIDEMARK_CHECKPOINTS';

/** Where to write snapshots, and after how many files, or which parts of the tests of a file. */
export interface Checkpoints {
  readonly directory: string;
  readonly unit: 'tests' | 'files';
  readonly at: readonly number[];
}

export interface Checkpoint {
  readonly file: string;
  readonly repetitions: number;
  /** How many files were over. */
  readonly ended: number;
}

const dist = path.resolve(__dirname, '../..');

/**
 * Runs a project in a Jest of its own, in band and watched, with snapshots at checkpoints, and removes
 * them when the diagnosis is there.
 */
export async function diagnoseProject(
  project: string,
  { unit, at }: Pick<Checkpoints, 'unit' | 'at'>,
  { scale, jsdom = false }: { readonly scale: number; readonly jsdom?: boolean },
): Promise<HeapDiagnosis> {
  const directory = mkdtempSync(path.join(tmpdir(), 'tidemark-checkpoints-'));
  try {
    const wanted: Checkpoints = { directory, unit, at };
    const environment = `checkpoint-environment${jsdom ? '-jsdom' : ''}.js`;
    const config = {
      ...(require(path.join(project, 'jest.config.js')) as object),
      rootDir: project,
      testEnvironment: path.join(__dirname, environment),
      // Running it again would write snapshots of its own.
      reporters: [[path.join(dist, 'reporter/index.js'), { confirmation: false }]],
    };
    const run = spawnSync(
      process.execPath,
      [JEST, '--config', JSON.stringify(config), '--runInBand', '--forceExit'],
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
    const outcome = await diagnoseHeap({
      snapshots: taken,
      // What ended last is still being taken down.
      overFiles: Array.from(
        { length: Math.max(0, (taken.at(-1)?.ended ?? 0) - 2) },
        (_, i) => i + 1,
      ),
      repeated: unit === 'files' ? 'file' : 'test',
      rootDir: project,
      sourceMaps: path.join(directory, 'maps.json'),
    });
    if (outcome.outcome === 'failed') throw new Error(outcome.reason);
    return outcome.diagnosis;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readTaken(directory: string): Checkpoint[] {
  const lines = readFileSync(path.join(directory, 'taken.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Checkpoint);
}
