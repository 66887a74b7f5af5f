import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { report, verdict } from '../confirm/reports';
import { JestProject } from './jest-project';
import { LISTENS, projectWhere, USE, verdictOf } from './suspect-project';

const CLI = path.resolve(__dirname, '../../src/cli.js');

let project: JestProject;
afterEach(() => project.remove());

function tidemark(...args: readonly string[]) {
  return spawnSync(process.execPath, [CLI, 'confirm', ...args], {
    cwd: project.directory,
    encoding: 'utf8',
    env: plainEnvironment(),
  });
}

it('is done again, with more time, by tidemark confirm, whose exit status tells leaks', async () => {
  project = projectWhere(LISTENS, USE, { confirmation: false });
  const run = await project.run({ args: ['-i'] });
  expect(verdictOf(run)?.kind).toBe('suspect');
  const confirm = () => tidemark('--time', '30s', '-i');
  const leaking = confirm();
  expect(leaking.stderr).toContain('Confirmed by running');
  expect(leaking.status).toBe(1);
  expect(project.report()?.verdicts[0]).toMatchObject({ kind: 'leak' });

  // With the bug gone the same suspects are cleared.
  project.write('src/sessions.js', 'exports.add = () => {};');
  writeFileSync(
    path.join(project.directory, 'tidemark-report/report.json'),
    JSON.stringify(run.report),
  );
  const clean = confirm();
  expect({ status: clean.status, stderr: clean.stderr }).toMatchObject({ status: 0 });
  expect(project.report()?.verdicts[0]).toMatchObject({ kind: 'steady' });
});

it('repeats the tests within a file that is suspected, and tells a leak from a cache', async () => {
  const driver = (name: string) => `
const quotes = require('../src/quotes');
for (let i = 0; i < 20; i++) test('basket ' + i, () => {
  for (let j = 0; j < 20; j++) quotes.${name}(i + '-' + j);
});`;
  project = new JestProject({
    'src/quotes.js': `
const quotes = new Map();
let number = 0;
exports.leaky = (item) => quotes.set(number++, new Array(200).fill(item));
exports.cached = (item) => quotes.set(item, new Array(200).fill(item));`,
    'tests/leaky.test.js': driver('leaky'),
    'tests/cached.test.js': driver('cached'),
  });
  const suspect = (file: string) =>
    verdict({
      signal: 'retained-heap',
      rate: { value: 5_000, unit: 'bytes/test' },
      testFiles: [file],
    });
  const suspects = report([suspect('tests/leaky.test.js'), suspect('tests/cached.test.js')]);
  project.write('suspects.json', JSON.stringify(suspects));
  const { status } = tidemark('suspects.json', '--time', '120s', '-i');
  expect(status).toBe(1);
  expect(project.report()?.verdicts).toMatchObject([
    {
      kind: 'leak',
      testFiles: ['tests/leaky.test.js'],
      culprits: [
        { path: 'src/quotes.js', containers: [{ kind: 'Map', unit: 'entries', perRun: 400 }] },
        { path: 'tests/leaky.test.js' },
      ],
    },
    { kind: 'steady', testFiles: ['tests/cached.test.js'] },
  ]);
}, 180_000);

it('says what is missing where it has nothing to run again, or no reporter that could', () => {
  project = projectWhere(LISTENS, USE);
  expect(tidemark('nowhere.json')).toMatchObject({ status: 2 });
  project.write('clean.json', JSON.stringify(report([verdict({ kind: 'steady' })])));
  const clean = tidemark('clean.json');
  expect(clean.stdout).toContain('no suspect that could be run again');
  expect(clean.status).toBe(0);
  project.write(
    'suspect.json',
    JSON.stringify(report([verdict({ testFiles: ['tests/f2.test.js'] })])),
  );
  const unheard = tidemark('suspect.json', '--reporters=default');
  expect(unheard.stderr).toContain("reporters: ['default', 'jest-tidemark/reporter']");
  expect(unheard.status).toBe(2);
});

/** Without the variables that would make the inner Jest part of the outer run. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const outer = /^(JEST_WORKER_ID|NODE_OPTIONS|FORCE_COLOR|TIDEMARK_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}
