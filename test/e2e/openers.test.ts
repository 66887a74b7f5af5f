import { JestProject } from './jest-project';

let project: JestProject;

afterEach(() => {
  project.remove();
});

/** As transformed code has fewer lines than its source, by Babel for one. */
const BLANK = '\n'.repeat(6);

it('names the line of the source that opens files, in band, and what to do', async () => {
  project = new JestProject(
    {
      'src/journal.js': `${BLANK}
const { openSync, readFileSync } = require('node:fs');
exports.read = () => { readFileSync(__filename); };
${BLANK}
exports.start = () => openSync(__filename, 'r');`,
      'tests/journal.test.js': `
const { read, start } = require('../src/journal');
for (let i = 0; i < 90; i++) test('entry ' + i, async () => {
  read();
  expect(start()).toBeGreaterThan(2);
  await new Promise((r) => setTimeout(r, 80));
});`,
    },
    { transform: undefined },
  );
  const run = await project.run({ args: ['-i'] });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('90 passed, 90 total');
  const [leak] = run.report?.verdicts ?? [];
  expect(leak).toMatchObject({
    kind: 'leak',
    signal: 'fds',
    culprits: [{ path: 'src/journal.js' }, { path: 'tests/journal.test.js' }],
  });
  expect(leak?.culprits[0]?.opened).toMatchObject({
    kind: 'file',
    line: 17,
    perRun: 1,
    per: 'test',
  });
  expect(leak?.advice).toContain('src/journal.js:17');
  expect(run.stderr).toMatch(/Cause +src\/journal.js: opens files that stay open/);
  expect(run.stderr).toMatch(/Next +Look at src\/journal.js:17\. Close each file that it opens/);
});

it('names what every file leaves open, through a package, in workers', async () => {
  const test = `
const { start } = require('../src/log');
test('logs', async () => {
  for (let i = 0; i < 5; i++) await start();
  await new Promise((r) => setTimeout(r, 800));
});`;
  const files = Array.from({ length: 18 }, (_, i) => [`tests/log-${i}.test.js`, test]);
  project = new JestProject({
    'src/log.js': `
const { open } = require('tiny-log');
exports.start = () => open(__filename);`,
    'node_modules/tiny-log/package.json': '{ "name": "tiny-log", "version": "1.2.3" }',
    'node_modules/tiny-log/index.js': `
const { open } = require('node:fs');
const { promisify } = require('node:util');
exports.open = promisify(open);`,
    ...Object.fromEntries(files),
  });
  const run = await project.run({ args: ['-w', '2', '--workerIdleMemoryLimit=64GB'] });
  const [leak] = run.report?.verdicts ?? [];
  expect(leak).toMatchObject({ kind: 'leak', signal: 'fds' });
  expect(leak?.culprits[0]).toMatchObject({
    path: 'src/log.js',
    package: null,
    opened: { kind: 'file', line: 3, perRun: 5, per: 'file' },
  });
});
