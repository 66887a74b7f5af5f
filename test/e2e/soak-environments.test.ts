import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SOAK_VARIABLE } from '../../environment/soak/soak-settings';
import { leaks } from '../../src/soak/soak-result';
import { readSoakResults } from '../../src/soak/soak-result-files';
import { JestProject } from './jest-project';
import { outcomes, plain, soaked, tidemark } from './soaked';

jest.setTimeout(240_000);

let project: JestProject;
afterEach(() => project.remove());

const leaky = `
  const kept = [];
  const { execFileSync } = require('child_process');
  // A Jest that a test starts is not to be soaked.
  const seen = execFileSync(process.execPath, ['-p', 'Object.keys(process.env).join()'], { encoding: 'utf8' });
  if (/TIDEMARK_SOAK\\b/.test(seen + Object.keys(process.env))) throw new Error('The variable shows.');
  test('leaks', () => { kept.push(new Array(5000).fill(0)); });
  test('does not', () => {});`;

test('jsdom, by docblock, with setup files, in random order, with retries and TypeScript-like globals', async () => {
  project = new JestProject(
    {
      'setup.js': `
        global.kept = [];
        let tries = 0;
        jest.retryTimes(2);
        global.flaky = () => { tries += 1; if (tries % 3 === 1) throw new Error('flaky'); };
        beforeEach(() => { document.body.innerHTML = '<main></main>'; });`,
      'dom.test.js': `/** @jest-environment jsdom */
        describe('page', () => {
          test('keeps nodes', () => {
            const list = document.createElement('ul');
            for (let i = 0; i < 20; i += 1) list.append(document.createElement('li'));
            kept.push(list);
          });
          test('cleans up', () => { document.querySelector('main').append('text'); });
          test('is tried again', () => { flaky(); });
        });`,
    },
    { ...plain, setupFilesAfterEnv: ['./setup.js'] },
  );
  const name = 'jest-environment-jsdom';
  symlinkSync(
    path.dirname(require.resolve(`${name}/package.json`)),
    path.join(project.directory, 'node_modules', name),
  );
  const { status, results, stderr } = await soaked(project, [
    '--time=30s',
    '--randomize',
    '--seed=3',
  ]);
  expect(stderr).toContain('3 passed, 3 total');
  expect({ status, outcomes: outcomes(results[0]?.tests ?? []) }).toEqual({
    status: 1,
    outcomes: {
      'page keeps nodes': 'grows',
      'page cleans up': 'steady',
      'page is tried again': 'steady',
    },
  });
});

test('in our own environment, with the reporter, the variable alone soaks, and the summary is as ever', async () => {
  project = new JestProject({ 'a.test.js': leaky });
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-soaked-'));
  try {
    const { status, stderr, report } = await project.run({
      env: { [SOAK_VARIABLE]: JSON.stringify({ directory, timeMs: 20_000, snapshots: true }) },
    });
    expect(stderr).toContain('2 passed, 2 total');
    expect(status).toBe(0);
    expect(report?.run.files).toBe(1);
    const [result] = readSoakResults(directory);
    expect(outcomes(result?.tests ?? [])).toEqual({ leaks: 'grows', 'does not': 'steady' });
    expect(result?.file).toBe(path.join(project.directory, 'a.test.js'));
    const [none, first, second] = result?.snapshots.map(({ repetitions }) => repetitions) ?? [];
    expect(none).toBe(0);
    expect(second).toBe(3 * (first ?? Number.NaN));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('the summary names the leak; a file whose process dies, and tests that fail, are told of', async () => {
  project = new JestProject(
    {
      'a.test.js': leaky,
      'dies.test.js': `let runs = 0; test('ends its process', () => { runs += 1; if (runs > 50) process.kill(process.pid, 'SIGKILL'); });`,
      'fails.test.js': `test('fails', () => { throw new Error('no'); });`,
    },
    plain,
  );
  const { status, stdout } = await tidemark(project, ['--time=10s']);
  expect(status).toBe(1);
  expect(stdout).toMatch(/LEAK {2}a\.test\.js › leaks\n +Keeps 39(\.\d)? KiB of heap per run\. /);
  expect(stdout).toContain("npx tidemark soak a.test.js -t 'leaks'");
  expect(stdout).toMatch(/Not soaked:[^]*dies\.test\.js\n +It could not be run to the end/);
  expect(stdout).toMatch(/fails\.test\.js\n +None of its tests passed\./);
});

test('tidemark soak in a project that has our environment', async () => {
  project = new JestProject({ 'a.test.js': leaky });
  const { status, results, stderr } = await soaked(project, ['--time=20s']);
  expect(stderr).not.toContain('jest-tidemark/reporter');
  expect({ status, outcomes: outcomes(results[0]?.tests ?? []) }).toEqual({
    status: 1,
    outcomes: { leaks: 'grows', 'does not': 'steady' },
  });
});

test('rounds bound a soak, and no leak is told of too few; what fails in Jest is trouble', async () => {
  project = new JestProject({ 'a.test.js': leaky }, plain);
  const { status, results } = await soaked(project, ['--rounds', '3']);
  expect(results[0]?.repetitions).toBe(7);
  expect({ status, leaking: results.filter(leaks).length }).toEqual({ status: 0, leaking: 0 });
  const none = await tidemark(project, ['nothing-like-this']);
  expect(none.status).toBe(2);
  expect(none.stdout).toContain('No tests found');
  expect(none.stderr).toContain('Jest itself ended with exit status 1: see above.');
});
