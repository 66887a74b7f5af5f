import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JestProject } from './jest-project';
import { LISTENS, LISTENS_ONCE, projectWhere, USE, verdictOf } from './suspect-project';

/** Whether this is the repetition, as only its variables tell. */
const AGAIN = `process.env.TIDEMARK_RUN.includes('"betweenTests":false')`;

let project: JestProject;
afterEach(() => project.remove());

it('turns a suspect into a leak where each run of a file adds to it, and names who holds it', async () => {
  project = projectWhere(LISTENS, USE);
  const run = await project.run({ args: ['-i'] });
  expect(run.stderr).toContain('9 passed, 9 total');
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

it('leaves a suspect where a longer run shows by itself that a few files are no growth', async () => {
  project = projectWhere(LISTENS, USE, {}, {}, 14);
  const run = await project.run({ args: ['-i'] });
  expect(verdictOf(run)).toMatchObject({
    kind: 'suspect',
    confined: true,
    culprits: [{ path: 'src/sessions.js' }],
  });
  expect(run.status).toBe(0);
});

it('leaves a suspect whose tests fail when they are run again, and says so', async () => {
  project = projectWhere(LISTENS, `expect(${AGAIN}).toBe(false); ${USE}`);
  const run = await project.run({ args: ['-i'] });
  expect(run.stderr).toContain('9 passed, 9 total');
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
  expect(run.stderr).toContain('9 passed, 9 total');
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
        // How many tests there is time for depends on the machine: at most all of them.
        containers: [{ kind: 'Map', unit: 'entries', perRun: 50 }],
      },
      { path: 'tests/quotes.test.js' },
    ],
  });
  const sizes = leak?.culprits[0]?.containers?.[0]?.sizes ?? [];
  expect(sizes).toHaveLength(3);
  expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes);
});

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
  const snapshot = path.join(project.directory, 'tests/__snapshots__/f1.test.js.snap');
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

function spoolsOf(pid: number | undefined): string[] {
  return readdirSync(os.tmpdir()).filter((name) => name.startsWith(`jest-tidemark-${pid}-`));
}
