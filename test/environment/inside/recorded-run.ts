import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { InsideRecord } from '../../../environment/inside/measurement';
import { JestProject, type JestRun } from '../../e2e/jest-project';

const PROJECT = path.resolve(__dirname, '../../../../test/projects/inside-records');

export interface RecordedRun extends JestRun {
  /** What each process, or thread, wrote, in order. */
  readonly writers: readonly (readonly InsideRecord[])[];
}

export interface Recording {
  /** Text of the test files; the n-th of them runs as `n.test.js`. */
  readonly files: readonly string[];
  readonly args?: readonly string[];
  readonly budgetShare?: number;
  readonly config?: object;
}

/** Runs real test files in a real Jest with the probe, and gives what it recorded. */
export async function record(recording: Recording): Promise<RecordedRun> {
  const { files, args = ['-i'], budgetShare = 0.02, config = {} } = recording;
  const names = files.map((text, index) => [`${index + 1}.test.js`, text] as const);
  const project = new JestProject(Object.fromEntries(names), {
    testEnvironment: path.join(PROJECT, 'environment.js'),
    reporters: ['default', path.join(PROJECT, 'reporter.js')],
    testSequencer: path.join(PROJECT, 'sequencer.js'),
    ...config,
  });
  const directory = mkdtempSync(path.join(os.tmpdir(), 'inside-records-'));
  try {
    const env = { INSIDE_RECORDS: directory, INSIDE_BUDGET: String(budgetShare) };
    const run = await project.run({ args, env });
    return { ...run, writers: readdirSync(directory).map((file) => read(directory, file)) };
  } finally {
    project.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}

function read(directory: string, file: string): InsideRecord[] {
  const lines = readFileSync(path.join(directory, file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as InsideRecord);
}
