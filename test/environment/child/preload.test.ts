import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  CHILD_VARIABLE,
  childPreloadEnv,
  childSettings,
  isJest,
} from '../../../environment/child/child-preload';
import { judgeChildFloors } from '../../../src/detect/child-floors';
import { childFloorsByProcess } from '../../../src/spool/child-floors';
import { readSpool } from '../../../src/spool/reader';

const JEST = path.resolve(__dirname, '../../../../node_modules/jest/bin/jest.js');
const PROJECTS = path.resolve(__dirname, '../../../../test/projects/leaks');

let spool: string;
beforeEach(() => {
  spool = mkdtempSync(path.join(os.tmpdir(), 'tidemark-child-'));
});
afterEach(() => rmSync(spool, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a Node child that is measured. */
async function child(script: string, given: Partial<NodeJS.ProcessEnv> = {}): Promise<Ended> {
  const env = { ...childPreloadEnv({ PATH: process.env['PATH'] }, { spool }), ...given };
  const started = spawn(process.execPath, ['-e', script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return ended(started);
}

function ended(started: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  started.stdout?.on('data', (data) => (stdout += String(data)));
  started.stderr?.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve) => {
    started.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

const LIVES = 'setTimeout(() => {}, 1200);';

describe('the preload of Node children', () => {
  it('writes the floors of each to the spool, under the id that samplers know it by', async () => {
    await Promise.all([child(`global.kept = Buffer.alloc(20e6); ${LIVES}`), child(LIVES)]);
    const floors = childFloorsByProcess((await readSpool(spool)).logs);
    expect([...floors.keys()]).toEqual([
      expect.stringMatching(/^\d+@\d+$/),
      expect.stringMatching(/^\d+@\d+$/),
    ]);
    const [one = 0, other = 0] = [...floors.values()].map(({ kept }) => kept.values.at(-1) ?? 0);
    expect(Math.abs(Math.abs(one - other) - 20e6)).toBeLessThan(1e6);
  });

  it('counts no garbage', async () => {
    await child(`
      let garbage;
      const again = setInterval(() => { garbage = new Array(1e6).fill(0); garbage = null; }, 20);
      setTimeout(() => clearInterval(again), 1200);`);
    const [floors] = childFloorsByProcess((await readSpool(spool)).logs).values();
    expect(floors?.kept.values.length).toBeGreaterThan(1);
    expect(Math.max(...(floors?.kept.values ?? [Number.NaN]))).toBeLessThan(8e6);
  });

  it('leaves output, exit status and lifetime as they are', async () => {
    const script = `
      process.stdout.write('out'); process.stderr.write('err');
      setTimeout(() => { process.exitCode = 7; }, 700);`;
    const measured = await child(script);
    expect(measured).toEqual({ status: 7, stdout: 'out', stderr: 'err' });
    expect(readdirSync(spool)).toHaveLength(1);
    expect(
      await child(script, { [CHILD_VARIABLE]: '{"spool":"/nowhere/at/all","share":0.1}' }),
    ).toEqual(measured);
    expect(await child(script, { [CHILD_VARIABLE]: 'not JSON' })).toEqual(measured);
    expect(readdirSync(spool)).toHaveLength(1);
  });

  it('shows the child no gc, and no new listener or handle', async () => {
    const script = `setTimeout(() => {
      console.log(typeof gc, process.eventNames().join(), process.getActiveResourcesInfo().join());
    }, 900)`;
    const { stdout } = await child(script);
    expect(readdirSync(spool)).toHaveLength(1);
    const { stdout: plain } = await ended(
      spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    expect(stdout).toBe(plain);
  });

  it('lets a child with little to do end at once', async () => {
    expect(await child('')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readdirSync(spool)).toEqual([]);
  });

  it('keeps the options that NODE_OPTIONS holds already', async () => {
    const env = childPreloadEnv(
      { PATH: process.env['PATH'], NODE_OPTIONS: '--max-old-space-size=123' },
      { spool },
    );
    const script = `console.log(v8.getHeapStatistics().heap_size_limit < 200e6); ${LIVES}`;
    const run = await promisify(execFile)(process.execPath, ['-e', script], { env });
    expect(run.stdout).toBe('true\n');
    expect(readdirSync(spool)).toHaveLength(1);
  });

  it('leaves the threads of a child alone, and processes that are named', async () => {
    await child(`
      new (require('node:worker_threads').Worker)("setTimeout(() => {}, 1200)", { eval: true });`);
    expect(readdirSync(spool)).toHaveLength(1);
    const script = `
      const { ${CHILD_VARIABLE}: text } = process.env;
      process.env.${CHILD_VARIABLE} = JSON.stringify({ ...JSON.parse(text), except: [process.pid] });
      delete require.cache[PRELOAD]; require(PRELOAD); ${LIVES}`;
    const preload = JSON.stringify(
      path.resolve(__dirname, '../../../environment/child/preload.js'),
    );
    await child(script.replaceAll('PRELOAD', preload), { NODE_OPTIONS: '' });
    expect(readdirSync(spool)).toHaveLength(1);
  });

  it('writes heap snapshots of a process that gains, where that is asked of what it runs', async () => {
    const main = path.join(spool, 'main.js');
    writeFileSync(
      main,
      `const orders = [];
      const again = setInterval(() => orders.push(new Array(2_000).fill(0.5)), 5);
      setTimeout(() => clearInterval(again), 12_000);`,
    );
    const started = (program: string) => {
      const snapshots = { program, rate: 500_000, deadline: Date.now() + 60_000 };
      const env = childPreloadEnv({ PATH: process.env['PATH'] }, { spool, snapshots });
      return ended(spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    };
    expect(await Promise.all([started(main), started('/another.js')])).toEqual([
      { status: 0, stdout: '', stderr: '' },
      { status: 0, stdout: '', stderr: '' },
    ]);
    const { logs } = await readSpool(spool);
    const taken = logs.map(({ others }) => others.filter(({ type }) => type === 'child-snapshot'));
    expect(taken.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([0, 3]);
    const files = taken.flat().flatMap((one) => (one.type === 'child-snapshot' ? [one.file] : []));
    expect(readdirSync(spool)).toEqual(expect.arrayContaining(files));
  }, 40_000);

  it('knows Jest’s own processes', () => {
    for (const own of [
      '/app/node_modules/jest/bin/jest.js',
      '/app/node_modules/jest-cli/bin/jest.js',
      '/app/node_modules/.bin/jest',
      'C:\\app\\node_modules\\jest-worker\\build\\workers\\processChild.js',
    ]) {
      expect(isJest(own)).toBe(true);
    }
    for (const other of [undefined, '/app/server.js', '/app/jest.js', '/app/jest/server.js']) {
      expect(isJest(other)).toBe(false);
    }
    expect(isJest(JEST)).toBe(true);
  });

  it('takes only settings that make sense', () => {
    const { [CHILD_VARIABLE]: text } = childPreloadEnv({}, { spool, share: 0.1, except: [5] });
    const settings = { spool, share: 0.1, except: [5], snapshots: null };
    expect(childSettings({ [CHILD_VARIABLE]: text })).toEqual(settings);
    const snapshots = { program: null, rate: 1e6, deadline: 5 };
    const order = childPreloadEnv({}, { spool, snapshots });
    expect(childSettings(order)).toMatchObject({ snapshots });
    for (const wrong of [
      undefined,
      '',
      'null',
      '5',
      '{}',
      '{"spool":"/a"}',
      '{"spool":"/a","share":0}',
    ]) {
      expect(childSettings({ [CHILD_VARIABLE]: wrong })).toBeNull();
    }
  });
});

describe('servers that tests start', () => {
  it.each([
    ['child-node-1k-leak', 'grows'],
    ['child-node-sessions-healthy', 'steady'],
  ])('%s: %s', async (project, outcome) => {
    const env = childPreloadEnv({ ...process.env, TIDEMARK_SCALE: '0.7' }, { spool });
    const cwd = path.join(PROJECTS, project);
    const { status } = await ended(spawn(process.execPath, [JEST, '-i'], { cwd, env }));
    expect(status).toBe(0);
    const judged = [...childFloorsByProcess((await readSpool(spool)).logs).values()].map(
      (floors) => judgeChildFloors(floors).outcome,
    );
    // One process: the server, and not Jest.
    expect(judged).toEqual([outcome]);
  });
});
