import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { report, verdict } from '../confirm/reports';
import { JestProject } from './jest-project';

const CLI = path.resolve(__dirname, '../../src/cli.js');

/** Fourteen test files in band, of which three use a module, and the others do not. */
function projectWhere(module: string, use: string, options: object = {}, config: object = {}) {
  const files = Array.from({ length: 14 }, (_, index): [string, string] => {
    const test = [2, 6, 9].includes(index) ? use : 'expect(1).toBe(1);';
    return [
      `tests/f${index}.test.js`,
      `test('works', async () => { ${test} await new Promise((r) => setTimeout(r, 50)); });`,
    ];
  });
  return new JestProject(
    { 'src/sessions.js': module, ...Object.fromEntries(files) },
    { reporters: ['default', ['jest-tidemark/reporter', options]], ...config },
  );
}

/** Each sandbox adds a listener to what all share, and so stays alive: too few of them to be sure. */
const LISTENS = `
const cluster = require('node:cluster');
const sessions = new Map();
cluster.on('fork', function onFork(worker) { sessions.set(worker.id, worker); });
exports.add = (i) => sessions.set(i, { i });
`;
/** The first sandbox of each file stays alive, and no other. */
const LISTENS_ONCE = `
const cluster = require('node:cluster');
const sessions = new Map();
const event = require('node:path').basename(expect.getState().testPath);
if (cluster.listenerCount(event) === 0) cluster.on(event, (worker) => { sessions.set(worker.id, worker); });
exports.add = (i) => sessions.set(i, { i });
`;
const USE = `require('../src/sessions').add(1);`;

/** Whether this is the repetition, as only its variables tell. */
const AGAIN = `process.env.TIDEMARK_RUN.includes('"betweenTests":false')`;

const verdictOf = ({ report }: Awaited<ReturnType<JestProject['run']>>) =>
  report?.verdicts.find(({ processId }) => report.processes[0]?.id === processId);

let project: JestProject;
afterEach(() => project.remove());

it('turns a suspect into a leak where each run of a file adds to it, and names who holds it', async () => {
  project = projectWhere(LISTENS, USE);
  const run = await project.run({ args: ['-i'] });
  expect(run.stderr).toContain('14 passed, 14 total');
  expect(verdictOf(run)).toMatchObject({
    kind: 'leak',
    signal: 'realms',
    culprits: [
      {
        path: 'src/sessions.js',
        // From a heap snapshot of the repetition.
        retainers: [{ path: expect.stringContaining('function onFork (src/sessions.js:4)') }],
      },
    ],
    findings: expect.arrayContaining([
      expect.objectContaining({ detector: 'confirmation', outcome: 'leak' }),
      // What screening said stays.
      expect.objectContaining({ detector: 'realms', outcome: 'suspect' }),
    ]),
  });
  expect(run.status).toBe(1);
});

it('clears a suspect where further runs of its file keep no more', async () => {
  project = projectWhere(LISTENS_ONCE, USE);
  const run = await project.run({ args: ['-i'] });
  const verdict = verdictOf(run);
  expect(verdict).toMatchObject({
    kind: 'steady',
    advice: null,
    findings: expect.arrayContaining([
      expect.objectContaining({ detector: 'confirmation', outcome: 'steady' }),
      expect.objectContaining({ detector: 'realms', outcome: 'suspect' }),
    ]),
  });
  expect(verdict?.reason).toContain('cleared it');
  expect(run.report?.run.status).toBe('clean');
  expect(run.status).toBe(0);
});

it('leaves a suspect whose tests fail when they are run again, and says so', async () => {
  project = projectWhere(LISTENS, `expect(${AGAIN}).toBe(false); ${USE}`);
  const run = await project.run({ args: ['-i'] });
  expect(run.stderr).toContain('14 passed, 14 total');
  expect(verdictOf(run)?.kind).toBe('suspect');
  expect(verdictOf(run)?.reason).toContain('fail when the file is run again');
  expect(run.status).toBe(0);
});

it.each([
  ['ends its process', 'process.exit(3);', 'its process ended with exit status 3'],
  ['is killed', "process.kill(process.pid, 'SIGKILL');", 'its process was ended by SIGKILL'],
  ['hangs', 'for (;;);', 'the time was up'],
])('survives a suspect that %s when it is run again', async (_, deed, told) => {
  project = projectWhere(LISTENS, `if (${AGAIN}) { ${deed} } ${USE}`, { confirmation: 5 });
  const run = await project.run({ args: ['-i'] });
  expect(run.stderr).toContain('14 passed, 14 total');
  expect(verdictOf(run)?.kind).toBe('suspect');
  expect(verdictOf(run)?.reason).toContain(told);
  expect(run.status).toBe(0);
});

it('names what a test file keeps from test to test', async () => {
  project = new JestProject(
    {
      'src/quotes.js': `
const quotes = new Map();
exports.quote = (item) => quotes.set(item, new Array(200).fill(item));`,
      'tests/quotes.test.js': `
const { quote } = require('../src/quotes');
for (let i = 0; i < 200; i++) test('basket ' + i, async () => {
  for (let j = 0; j < 50; j++) quote(i + '-' + j);
  await new Promise((r) => setTimeout(r, 30));
});`,
    },
    { reporters: ['default', ['jest-tidemark/reporter', { collectionBudget: 1 }]] },
  );
  const run = await project.run({ args: ['-i'] });
  expect(run.stderr).toContain('200 passed, 200 total');
  const [leak] = run.report?.verdicts ?? [];
  expect(leak).toMatchObject({
    kind: 'leak',
    rate: { unit: 'bytes/test' },
    culprits: [
      {
        path: 'src/quotes.js',
        containers: [{ kind: 'Map', sizes: [2_500, 5_000, 10_000], unit: 'entries', perRun: 50 }],
      },
      { path: 'tests/quotes.test.js' },
    ],
  });
});

it('is done again, with more time, by tidemark confirm, whose exit status tells leaks', async () => {
  project = projectWhere(LISTENS, USE, { confirmation: false });
  const run = await project.run({ args: ['-i'] });
  expect(verdictOf(run)?.kind).toBe('suspect');
  const confirm = () =>
    spawnSync(process.execPath, [CLI, 'confirm', '--time', '30s', '-i'], {
      cwd: project.directory,
      encoding: 'utf8',
      env: plainEnvironment(),
    });
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
  const { status } = spawnSync(process.execPath, [CLI, 'confirm', 'suspects.json', '-i'], {
    cwd: project.directory,
    encoding: 'utf8',
    env: plainEnvironment(),
  });
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
}, 120_000);

it('leaves nothing behind when it is interrupted', async () => {
  project = projectWhere(LISTENS, USE);
  let pid: number | undefined;
  let whileConfirming = 0;
  const run = await project.run({
    args: ['-i'],
    meanwhile: (jest) => {
      pid = jest.pid;
      jest.stderr?.on('data', (data) => {
        if (!String(data).includes('running suspects again')) return;
        setTimeout(() => {
          whileConfirming = processesIn(project.directory).length;
          jest.kill('SIGINT');
        }, 1500);
      });
    },
  });
  expect(run.signal ?? run.status).not.toBe(0);
  expect(whileConfirming).toBe(2);
  expect(spoolsOf(pid)).toEqual([]);
  expect(processesIn(project.directory)).toEqual([]);
});

it('is not done where it is turned off', async () => {
  project = projectWhere(LISTENS, USE, { confirmation: false });
  const run = await project.run({ args: ['-i'] });
  expect(verdictOf(run)?.kind).toBe('suspect');
  expect(JSON.stringify(run.report)).not.toContain('"confirmation"');
});

it('writes no snapshots of tests, covers nothing, and leaves no directory behind', async () => {
  project = projectWhere(LISTENS, `${USE} expect(process.env.TIDEMARK_RUN).toMatchSnapshot();`);
  let pid: number | undefined;
  const run = await project.run({
    args: ['-i', '--ci=false', '--coverage'],
    meanwhile: (jest) => (pid = jest.pid),
  });
  expect(run.stderr).toContain('3 written');
  // What the repetition sees is another text: it would fail, and must not be written.
  expect(verdictOf(run)?.reason).toContain('fail when the file is run again');
  const snapshot = path.join(project.directory, 'tests/__snapshots__/f2.test.js.snap');
  expect(existsSync(snapshot)).toBe(true);
  expect(spoolsOf(pid)).toEqual([]);
});

/** Processes of this system that work in a directory, where the system tells. */
function processesIn(directory: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory;
    } catch {
      return false; // No process, or gone, or another user's.
    }
  });
}

/** Without the variables that would make the inner Jest part of the outer run. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const outer = /^(JEST_WORKER_ID|NODE_OPTIONS|FORCE_COLOR|TIDEMARK_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}

function spoolsOf(pid: number | undefined): string[] {
  return readdirSync(os.tmpdir()).filter((name) => name.startsWith(`jest-tidemark-${pid}-`));
}
