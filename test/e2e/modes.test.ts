import { JestProject } from './jest-project';

const busy = (ms = 300) => `
test('works', async () => {
  await new Promise((resolve) => setTimeout(resolve, ${ms}));
  expect(1).toBe(1);
});
`;
const files = { 'a.test.js': busy(), 'b.test.js': busy(), 'c.test.js': busy() };
/** Makes Jest use workers for a few fast files; without it, it may run them in band. */
const workers = { workerIdleMemoryLimit: '4GB' };

let project: JestProject;
afterEach(() => project.remove());

/** What every healthy run has to show, whatever the mode. */
function expectWatched(run: Awaited<ReturnType<JestProject['run']>>, watched: number) {
  expect(run.stderr).not.toContain('LEAK');
  expect({ status: run.status, stderr: run.status === 0 ? '' : run.stderr }).toEqual({
    status: 0,
    stderr: '',
  });
  expect(run.report?.run).toMatchObject({ status: 'clean', watchedFiles: watched });
  expect(run.report?.notes).toEqual([]);
}

const roles = (run: Awaited<ReturnType<JestProject['run']>>) =>
  run.report?.processes.map((process) => process.role).toSorted();

it('runs in band, where one process is watched once', async () => {
  project = new JestProject(files);
  const run = await project.run({ args: ['--runInBand'] });
  expectWatched(run, 3);
  expect(roles(run)).toEqual(['jest']);
});

it('runs in workers, each with a series of its own', async () => {
  project = new JestProject(files, workers);
  const run = await project.run({ args: ['-w', '2'] });
  expectWatched(run, 3);
  expect(roles(run)).toEqual(['jest', 'worker', 'worker']);
  for (const process of run.report?.processes ?? []) expect(process.samples).toBeGreaterThan(3);
});

it('runs in worker threads, which share one process', async () => {
  project = new JestProject(files, { ...workers, workerThreads: true });
  const run = await project.run({ args: ['-w', '2'] });
  expectWatched(run, 3);
  expect(roles(run)).toEqual(['jest']);
});

it('tells recycled workers apart', async () => {
  project = new JestProject(files, { workerIdleMemoryLimit: '1KB' });
  const run = await project.run({ args: ['-w', '2'] });
  expectWatched(run, 3);
  // Jest replaces a worker after each file, and may do so once more when the last one is done.
  expect(roles(run)?.filter((role) => role === 'worker').length).toBeGreaterThanOrEqual(3);
});

it('runs a shard', async () => {
  project = new JestProject(files);
  const run = await project.run({ args: ['--shard', '1/3'] });
  expectWatched(run, 1);
});

it('runs several projects, each with its own environment', async () => {
  const own = { testEnvironment: 'jest-tidemark/environment', transform: {} };
  project = new JestProject(
    { 'one/a.test.js': busy(), 'two/b.test.js': busy() },
    {
      projects: [
        { ...own, displayName: 'one', rootDir: '<rootDir>/one' },
        { ...own, displayName: 'two', rootDir: '<rootDir>/two' },
      ],
    },
  );
  expectWatched(await project.run(), 2);
});

it('keeps the result of failing tests, and judges memory apart', async () => {
  project = new JestProject({ 'a.test.js': `test('fails', () => { expect(1).toBe(2); });` });
  const run = await project.run();
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('1 failed, 1 total');
  expect(run.report?.run.status).toBe('clean');
});

it('ends in a report with --bail', async () => {
  project = new JestProject(
    {
      'a.test.js': `test('fails', () => { throw new Error('no'); });`,
      'b.test.js': busy(3000),
      'c.test.js': busy(3000),
    },
    workers,
  );
  const run = await project.run({ args: ['-w', '2', '--bail'] });
  expect(run.status).toBe(1);
  expect(run.report?.run.status).toBe('clean');
});

it.each([
  ['--forceExit', 3],
  ['--coverage', 3],
  ['--detectOpenHandles', 3],
])('runs with %s', async (flag, watched) => {
  project = new JestProject(files);
  const run = await project.run({ args: [flag] });
  expectWatched(run, watched);
  expect(run.stderr).not.toContain('open handle');
  expect(run.stderr).not.toContain('did not exit');
});

it('passes with --passWithNoTests', async () => {
  project = new JestProject({});
  const run = await project.run({ args: ['--passWithNoTests'] });
  expect(run.status).toBe(0);
});

it('leaves stdout to Jest with --json', async () => {
  project = new JestProject(files);
  const run = await project.run({ args: ['--json'] });
  expect(JSON.parse(run.stdout)).toMatchObject({ success: true, numPassedTests: 3 });
});

it('runs tests with fake timers', async () => {
  project = new JestProject({
    'a.test.js': `
      jest.useFakeTimers();
      test('advances', () => { const f = jest.fn(); setTimeout(f, 1e6); jest.runAllTimers(); expect(f).toHaveBeenCalled(); });
      test('freezes the clock', () => { jest.setSystemTime(0); expect(Date.now()).toBe(0); });
    `,
    'b.test.js': busy(1200),
  });
  expectWatched(await project.run({ args: ['--runInBand'] }), 2);
});

it('runs ES modules', async () => {
  project = new JestProject(
    {
      'a.test.mjs': `import { basename } from 'node:path'; test('a', () => { expect(basename('/x/y')).toBe('y'); });`,
    },
    { testMatch: ['**/*.test.mjs'] },
  );
  expectWatched(await project.run({ nodeArgs: ['--experimental-vm-modules'] }), 1);
});

it('does not fail a project for the ES modules that Node itself keeps', async () => {
  const text = `import path from 'node:path'; test('a', async () => {
    await new Promise((resolve) => setTimeout(resolve, 60)); expect(path.basename('/x/y')).toBe('y'); });`;
  project = new JestProject(
    Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}.test.mjs`, text])),
    {
      testMatch: ['**/*.test.mjs'],
      reporters: ['default', ['jest-tidemark/reporter', { collectionBudget: 1 }]],
    },
  );
  const run = await project.run({
    args: ['--runInBand'],
    nodeArgs: ['--experimental-vm-modules'],
  });
  expect(run.status).toBe(0);
  const kinds = run.report?.verdicts.map(({ kind }) => kind);
  expect(kinds).toEqual(['suspect']);
  expect(run.report?.verdicts[0]?.advice).toContain('nodejs/node/issues/63186');
});

it('says which files ran in an environment of another kind', async () => {
  project = new JestProject({
    'a.test.js': `/** @jest-environment node */\n${busy()}`,
    'b.test.js': busy(),
  });
  const run = await project.run();
  expect(run.status).toBe(0);
  expect(run.report?.run).toMatchObject({ files: 2, watchedFiles: 1 });
  expect(run.stderr).toContain('withTidemark');
});

it('watches a jsdom environment', async () => {
  project = new JestProject(
    {
      'a.test.js': `test('has a DOM', () => { document.body.innerHTML = '<p>x</p>'; expect(document.querySelector('p').textContent).toBe('x'); });`,
    },
    { testEnvironment: 'jest-tidemark/environment/jsdom' },
  );
  expectWatched(await project.run(), 1);
});

it('watches two runs at once in one folder, each on its own', async () => {
  project = new JestProject(files);
  const both = await Promise.all(
    ['one', 'two'].map((name) => project.run({ env: { TIDEMARK_OUTPUT_DIRECTORY: name } })),
  );
  expect(both.map((run) => run.status)).toEqual([0, 0]);
  for (const name of ['one', 'two']) {
    expect(project.report(name)?.run).toMatchObject({ status: 'clean', files: 3, watchedFiles: 3 });
  }
});

it('prints and does not fail in watch mode, and starts each run afresh', async () => {
  project = new JestProject({ 'a.test.js': busy(), 'b.test.js': busy() });
  const run = await project.run({
    args: ['--watchAll', '--runInBand'],
    meanwhile: (jest) => {
      let text = '';
      let runs = 0;
      jest.stderr?.on('data', (data) => {
        text += String(data);
        const seen = text.split('Ran all test suites').length - 1;
        if (seen === runs) return;
        runs = seen;
        if (runs === 1) setTimeout(() => project.write('a.test.js', busy(400)), 300);
        else jest.kill('SIGTERM');
      });
    },
  });
  expect(run.stderr.match(/^Memory:/gm)).toHaveLength(2);
  expect(run.report?.run).toMatchObject({ status: 'clean', files: 2, watchedFiles: 2 });
  // Jest 29 takes a worker in watch mode, whatever it is told; none of the run before is left.
  expect(run.report?.processes.map((process) => process.role)).toContain('jest');
  expect(run.report?.processes.length).toBeLessThanOrEqual(2);
});
