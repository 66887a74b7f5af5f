// Runs examples/leaky-server against this build. The link is the one `npm install` would make for
// `file:../..`; Jest itself is found in this repository's node_modules, so nothing is downloaded.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = join(root, 'examples', 'leaky-server');
const modules = join(example, 'node_modules');
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

mkdirSync(modules, { recursive: true });
const link = join(modules, 'jest-tidemark');
rmSync(link, { recursive: true, force: true });
symlinkSync(root, link, 'junction');

// A leak is the expected result here, and Jest's exit status is passed on as a CI job would see it.
const { status } = spawnSync(process.execPath, [jest, '--maxWorkers=2', ...process.argv.slice(2)], {
  cwd: example,
  stdio: 'inherit',
});
process.exit(status ?? 1);
