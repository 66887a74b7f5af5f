import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readSpool } from '../../src/spool/reader';
import type { WriterLog } from '../../src/spool/writer-log';

const MODULE = path.resolve(__dirname, '../../src/sample/start-sampler.js');
const INTERVAL = 50;

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'start-sampler-'));
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Node process that runs `code` with a sampler; `sampler` and `settings` stand ready. */
function start(code: string, options: readonly string[] = [], env = {}): ChildProcess {
  const settings = JSON.stringify({ spoolDirectory: directory, intervalMs: INTERVAL });
  const script = `
    const { startSampler } = require(${JSON.stringify(MODULE)});
    const { setTimeout: sleep } = require('node:timers/promises');
    const settings = ${settings};
    ${code}`;
  const all = { ...process.env, ...env };
  return spawn(process.execPath, [...options, '-e', script], { env: all });
}

async function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data) => (text.stdout += String(data)));
  child.stderr?.on('data', (data) => (text.stderr += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

async function logOf(): Promise<WriterLog> {
  const { logs } = await readSpool(directory);
  expect(logs).toHaveLength(1);
  return logs[0] as WriterLog;
}

const ownSamples = (log: WriterLog): readonly number[] =>
  log.samples.get(log.writer?.processId ?? '')?.t ?? [];

describe('startSampler', () => {
  it('samples its process and children, and stop has everything written', async () => {
    const child = start(`
      const sampler = startSampler(settings);
      require('node:child_process').spawn('sleep', ['1']).on('exit', async () => {
        await sampler.stop();
        console.log(JSON.stringify([sampler.pid === process.pid, sampler.failure]));
      });`);
    expect(await ended(child)).toEqual({ code: 0, stdout: '[true,null]\n', stderr: '' });
    const [name] = fs.readdirSync(directory);
    expect(name).toMatch(new RegExp(`^sampler-${child.pid}-0-[0-9a-z]+\\.1\\.ndjson$`));
    const log = await logOf();
    expect(log.writer).toMatchObject({ kind: 'sampler', pid: child.pid, intervalMs: INTERVAL });
    expect(ownSamples(log).length).toBeGreaterThan(10);
    expect(log.brokenLines).toBe(0);
    expect(log.cost?.cpuMs).toBeGreaterThan(0);
    expect([...log.processes.values()].map((process) => process.name)).toContain('sleep');
    expect(log.exits.size).toBe(1);
  });

  it('leaves no hole while the event loop is busy', async () => {
    const child = start(`
      const sampler = startSampler(settings);
      sleep(300).then(() => {
        const end = Date.now() + 1500;
        while (Date.now() < end);
        return sampler.stop();
      });`);
    expect((await ended(child)).code).toBe(0);
    const times = ownSamples(await logOf());
    const gaps = times.slice(1).map((t, i) => t - (times[i] as number));
    // Without a thread there would be one of 1,500 ms; a crowded machine may still delay a few.
    expect(gaps.filter((gap) => gap < 4 * INTERVAL).length).toBeGreaterThan(15);
    expect(Math.max(...gaps)).toBeLessThan(1_400);
  });

  it('loses no more than the last second of a process that is killed', async () => {
    const child = start('startSampler(settings); setInterval(() => {}, 1000);');
    await setTimeout(3_500);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killedAt = Date.now();
    const times = ownSamples(await logOf());
    expect(times.length).toBeGreaterThan(20);
    // A second of the flush, and leave for a crowded machine.
    expect(killedAt - (times.at(-1) as number)).toBeLessThan(2_000);
  });

  it.each([
    ['that has nothing more to do', 'startSampler(settings);', 0],
    [
      'that calls process.exit',
      'startSampler(settings); sleep(200).then(() => process.exit(3));',
      3,
    ],
    [
      'that throws',
      'startSampler(settings); sleep(200).then(() => { throw new Error("own"); });',
      1,
    ],
  ])('does not hold up a process %s', async (_, code, status) => {
    const child = start(code);
    const { code: actual } = await ended(child);
    expect(actual).toBe(status);
  });

  it('writes at once what an exit handler asks for', async () => {
    const child = start(`
      const sampler = startSampler(settings);
      process.on('exit', () => console.log(sampler.flushSync(2000)));
      sleep(600).then(() => process.exit());`);
    expect((await ended(child)).stdout).toBe('true\n');
    const log = await logOf();
    expect(ownSamples(log).length).toBeGreaterThan(3);
    expect(log.cost).toBeNull();
  });

  it('writes what flush asks for before the second is over', async () => {
    const child = start(`
      const sampler = startSampler(settings);
      sleep(500).then(() => { sampler.flush(); return sleep(300); }).then(() => process.kill(process.pid, 'SIGKILL'));`);
    await ended(child);
    expect(ownSamples(await logOf()).length).toBeGreaterThan(2);
  });

  it('takes over nothing of the user’s: no hooks, no options, no environment', async () => {
    const hook = path.join(directory, 'hook.cjs');
    fs.writeFileSync(
      hook,
      `const { isMainThread } = require('node:worker_threads'); if (!isMainThread) console.log('hooked');`,
    );
    const run = `const sampler = startSampler(settings); sleep(500).then(() => sampler.stop());`;
    for (const [options, env] of [
      [['--require', hook], {}],
      [[], { NODE_OPTIONS: `--require=${hook}` }],
      [['--max-old-space-size=64'], {}],
    ] as const) {
      expect(await ended(start(run, options, env))).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    const { logs } = await readSpool(directory);
    expect(logs.map((log) => ownSamples(log).length > 3)).toEqual([true, true, true]);
  });

  it('says why it does not sample, and harms nobody, where the spool cannot be written', async () => {
    const child = start(`
      settings.spoolDirectory = '/proc/nowhere/to/be/found';
      const sampler = startSampler(settings);
      sleep(400).then(() => sampler.stop()).then(() => console.log('fine'));`);
    expect(await ended(child)).toEqual({ code: 0, stdout: 'fine\n', stderr: '' });
  });

  it('stops twice, and flushes after that, without harm', async () => {
    const child = start(`
      const sampler = startSampler(settings);
      (async () => {
        await Promise.all([sampler.stop(), sampler.stop()]);
        sampler.flush();
        console.log(sampler.flushSync(), await sampler.stop());
      })();`);
    expect(await ended(child)).toEqual({ code: 0, stdout: 'false undefined\n', stderr: '' });
  });

  it('runs in a worker thread too, and ends with it', async () => {
    const child = start(`
      const { Worker } = require('node:worker_threads');
      const code = \`
        const { startSampler } = require(${JSON.stringify(MODULE)});
        startSampler(\${JSON.stringify(settings)});
        setTimeout(() => process.exit(), 1500);\`;
      new Worker(code, { eval: true }).on('exit', () => console.log('ended'));`);
    expect(await ended(child)).toEqual({ code: 0, stdout: 'ended\n', stderr: '' });
    expect(fs.readdirSync(directory)).toEqual([expect.stringMatching(`^sampler-${child.pid}-1-`)]);
  });
});

describe('two samplers of one run', () => {
  it('do not sample the same process, and orphans of the inner one go to the outer one', async () => {
    const inner = `
      const { startSampler } = require(${JSON.stringify(MODULE)});
      startSampler(JSON.parse(process.argv[1]));
      require('node:child_process').spawn('sleep', ['30'], { stdio: 'ignore', detached: true });
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 4000);`;
    const child = start(`
      const sampler = startSampler({ ...settings, leaveCovered: true });
      const args = ['-e', ${JSON.stringify(inner)}, JSON.stringify(settings)];
      const worker = require('node:child_process').spawn(process.execPath, args);
      console.log(worker.pid);
      worker.on('exit', () => sleep(2500).then(() => sampler.stop()));`);
    const { stdout, stderr } = await ended(child);
    expect(stderr).toBe('');
    const { logs } = await readSpool(directory);
    const log = (pid: number): WriterLog =>
      logs.find(({ writer }) => writer?.pid === pid) as WriterLog;
    const innerLog = log(Number(stdout));
    const outerLog = log(child.pid ?? 0);
    const id = innerLog.writer?.processId as string;
    const sleeper = [...innerLog.processes.values()].find(({ name }) => name === 'sleep')?.id ?? '';
    expect(innerLog.samples.get(id)?.t.length).toBeGreaterThan(40);
    // Before its file was noticed, the outer one may have looked at it for up to a second or so.
    const begun = innerLog.samples.get(id)?.t[0] ?? 0;
    const doubled = outerLog.samples.get(id)?.t.filter((t) => t > begun + 2_000) ?? [];
    expect(doubled).toEqual([]);
    const handedOver = innerLog.samples.get(sleeper)?.t.at(-1) ?? 0;
    expect(handedOver).toBeGreaterThan(0);
    expect(outerLog.samples.get(sleeper)?.t.filter((t) => t > handedOver).length).toBeGreaterThan(
      5,
    );
    process.kill(Number(sleeper.split('@')[0]), 'SIGKILL');
  });
});
