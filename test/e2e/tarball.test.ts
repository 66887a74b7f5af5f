import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-pack-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
  });

it('packs small, installs into an empty project and watches its run', () => {
  // The tests run on a finished build: packing must not build again under their feet.
  const [packed] = JSON.parse(
    npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', directory),
  ) as { filename: string; files: { path: string }[] }[];
  const tarball = path.join(directory, packed?.filename ?? '');
  expect(statSync(tarball).size).toBeLessThan(250_000);
  expect(
    packed?.files.map((file) => file.path).filter((file) => /(^|\/)(test|bench)\//.test(file)),
  ).toEqual([]);

  writeFileSync(path.join(directory, 'package.json'), '{ "name": "empty", "private": true }');
  npm(directory, 'install', '--save-dev', 'jest@30', tarball);
  writeFileSync(
    path.join(directory, 'jest.config.js'),
    `module.exports = { testEnvironment: 'jest-tidemark/environment', reporters: ['default', 'jest-tidemark/reporter'] };`,
  );
  writeFileSync(
    path.join(directory, 'a.test.js'),
    // The API inside Jest's sandbox, where a dependency that is ESM only could not be loaded.
    `test('loads', () => { expect(typeof require('jest-tidemark').MemoryMonitor).toBe('function'); });`,
  );
  const { status, stderr } = spawnSync('npx', ['jest'], { cwd: directory, encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stderr).toMatch(/Memory/);
}, 240_000);
