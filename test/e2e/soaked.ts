import { spawn } from 'node:child_process';
import path from 'node:path';
import type { SoakedTest, SoakResult } from '../../src/soak/soak-result';
import type { JestProject } from './jest-project';

const CLI = path.resolve(__dirname, '../../src/cli.js');

export interface Soaked {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function tidemark(
  project: JestProject,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Soaked> {
  const outer = /^(JEST_WORKER_ID|NODE_OPTIONS|FORCE_COLOR|NO_COLOR|CI|TIDEMARK_.*)$/;
  const own = Object.entries(process.env).filter(([name]) => !outer.test(name));
  const child = spawn(
    process.env['TIDEMARK_TEST_NODE'] ?? process.execPath,
    [CLI, 'soak', '--config=jest.config.json', ...args],
    { cwd: project.directory, env: { ...Object.fromEntries(own), ...env } },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

export async function soaked(
  project: JestProject,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Soaked & { results: SoakResult[] }> {
  const run = await tidemark(project, ['--json', ...args], env);
  const results = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SoakResult);
  return { ...run, results };
}

/** Of each test by its name. */
export const outcomes = (tests: readonly SoakedTest[]) =>
  Object.fromEntries(tests.map(({ name, outcome }) => [name, outcome]));

/** No reporter and no environment of ours: a project as it is. */
export const plain = { testEnvironment: 'node', reporters: ['default'] };
