import { JEST, JestProject } from './jest-project';

const busy = () => `
test('works', () => new Promise((resolve) => setTimeout(resolve, 300)));
`;
/** Makes Jest use workers for a few fast files; without it, it may run them in band. */
const workers = { workerIdleMemoryLimit: '4GB' };

let project: JestProject;
afterEach(() => project.remove());

const roles = (run: Awaited<ReturnType<JestProject['run']>>) =>
  run.report?.processes.map((process) => process.role).toSorted();

it('keeps apart a test that runs Jest itself', async () => {
  project = new JestProject(
    {
      'outer.test.js': `
      const { spawnSync } = require('node:child_process');
      const path = require('node:path');
      test('runs Jest', () => {
        const { JEST_WORKER_ID, ...env } = process.env;
        const inner = spawnSync(process.execPath, [process.env.INNER_JEST, '--rootDir', path.join(__dirname, 'inner'), '-c', path.join(__dirname, 'inner/jest.config.json')], { cwd: path.join(__dirname, 'inner'), env, encoding: 'utf8' });
        expect(inner.stderr).toContain('Memory:');
        expect(inner.status).toBe(0);
      }, 30_000);`,
      'inner/package.json': '{}',
      'inner/jest.config.json': JSON.stringify({
        testEnvironment: 'jest-tidemark/environment',
        reporters: ['default', 'jest-tidemark/reporter'],
        transform: {},
      }),
      'inner/deep/i.spec.js': `test('works', () => new Promise((resolve) => setTimeout(resolve, 500)));`,
    },
    { testMatch: ['<rootDir>/outer.test.js'], modulePathIgnorePatterns: ['<rootDir>/inner'] },
  );
  const run = await project.run({ env: { INNER_JEST: JEST } });
  expect(run.status).toBe(0);
  expect(run.report?.run).toMatchObject({ status: 'clean', files: 1, watchedFiles: 1 });
  expect(roles(run)).toEqual(['child', 'jest']);
});

it('attributes a child to the test file that started it, with its real name', async () => {
  project = new JestProject(
    {
      'a.test.js': busy(),
      'b.test.js': `
      const { spawn } = require('node:child_process');
      test('starts a child', async () => {
        const child = spawn('sh', ['-c', 'sleep 1; exit 0']);
        await new Promise((resolve) => child.on('exit', resolve));
      });`,
    },
    workers,
  );
  const run = await project.run({ args: ['-w', '2'] });
  const child = run.report?.processes.find(
    (process) => process.role === 'child' && process.name === 'sleep',
  );
  expect(child).toMatchObject({ startedBy: 'b.test.js' });
});

it('sees a server started in globalSetup, which no worker covers', async () => {
  project = new JestProject(
    {
      'setup.js': `module.exports = async () => { globalThis.server = require('node:child_process').spawn('sleep', ['60']); };`,
      'teardown.js': `module.exports = async () => { globalThis.server.kill(); };`,
      'a.test.js': busy(),
      'b.test.js': busy(),
    },
    { ...workers, globalSetup: './setup.js', globalTeardown: './teardown.js' },
  );
  const run = await project.run({ args: ['-w', '2'] });
  expect(run.status).toBe(0);
  const server = run.report?.processes.find((process) => process.name === 'sleep');
  expect(server).toMatchObject({ role: 'child', startedBy: null });
  expect(server?.samples).toBeGreaterThan(5);
});
