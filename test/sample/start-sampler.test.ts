import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readSpool } from '../../src/spool/reader';
import { INTERVAL, SAMPLE, ended, logOf, ownSamples, start } from './sampled-process';

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'start-sampler-'));
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true });
});

describe('startSampler', () => {
  it('samples its process and children, and stop has everything written', async () => {
    const child = start(
      directory,
      `
      const sampler = startSampler(settings);
      require('node:child_process').spawn('sleep', ['1']).on('exit', async () => {
        await sampler.stop();
        console.log(JSON.stringify([sampler.pid === process.pid, sampler.failure]));
      });`,
    );
    expect(await ended(child)).toEqual({ code: 0, stdout: '[true,null]\n', stderr: '' });
    const [name] = fs.readdirSync(directory);
    expect(name).toMatch(new RegExp(`^sampler-${child.pid}-0-[0-9a-z]+\\.1\\.ndjson$`));
    const log = await logOf(directory);
    expect(log.writer).toMatchObject({ kind: 'sampler', pid: child.pid, intervalMs: INTERVAL });
    expect(ownSamples(log).length).toBeGreaterThan(10);
    expect(log.brokenLines).toBe(0);
    expect(log.cost?.cpuMs).toBeGreaterThan(0);
    expect([...log.processes.values()].map((process) => process.name)).toContain('sleep');
    expect(log.exits.size).toBe(1);
  });

  it('leaves no hole while the event loop is busy', async () => {
    const child = start(
      directory,
      `
      const sampler = startSampler(settings);
      sleep(300).then(() => {
        const end = Date.now() + 1500;
        while (Date.now() < end);
        return sampler.stop();
      });`,
    );
    expect((await ended(child)).code).toBe(0);
    const times = ownSamples(await logOf(directory));
    const gaps = times.slice(1).map((t, i) => t - (times[i] as number));
    // Without a thread there would be one of 1,500 ms; a crowded machine may still delay a few.
    expect(gaps.filter((gap) => gap < 4 * INTERVAL).length).toBeGreaterThan(15);
    expect(Math.max(...gaps)).toBeLessThan(1_400);
  });

  it('loses no more than the last second of a process that is killed', async () => {
    const child = start(directory, 'startSampler(settings); setInterval(() => {}, 1000);');
    await setTimeout(3_500);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killedAt = Date.now();
    const times = ownSamples(await logOf(directory));
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
    const child = start(directory, code);
    const { code: actual } = await ended(child);
    expect(actual).toBe(status);
  });

  it('writes at once what an exit handler asks for', async () => {
    const child = start(
      directory,
      `
      const sampler = startSampler(settings);
      process.on('exit', () => console.log(sampler.flushSync(2000)));
      sleep(600).then(() => process.exit());`,
    );
    expect((await ended(child)).stdout).toBe('true\n');
    const log = await logOf(directory);
    expect(ownSamples(log).length).toBeGreaterThan(3);
    expect(log.cost).toBeNull();
  });

  it('writes what flush asks for before the second is over', async () => {
    const child = start(
      directory,
      `
      const sampler = startSampler(settings);
      sleep(500).then(() => { sampler.flush(); return sleep(300); }).then(() => process.kill(process.pid, 'SIGKILL'));`,
    );
    await ended(child);
    expect(ownSamples(await logOf(directory)).length).toBeGreaterThan(2);
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
      expect(await ended(start(directory, run, options, env))).toEqual({
        code: 0,
        stdout: '',
        stderr: '',
      });
    }
    const { logs } = await readSpool(directory);
    expect(logs.map((log) => ownSamples(log).length > 3)).toEqual([true, true, true]);
  });

  it('says why it does not sample, and harms nobody, where the spool cannot be written', async () => {
    const child = start(
      directory,
      `
      settings.spoolDirectory = '/proc/nowhere/to/be/found';
      const sampler = startSampler(settings);
      sleep(400).then(() => sampler.stop()).then(() => console.log('fine'));`,
    );
    expect(await ended(child)).toEqual({ code: 0, stdout: 'fine\n', stderr: '' });
  });

  it('goes on sampling while its process has no descriptor left, and after that', async () => {
    const exhausted = `
      const fs = require('node:fs');
      const sampler = startSampler(settings);
      sleep(500).then(() => {
        const taken = [];
        try { for (;;) taken.push(fs.openSync('/dev/null')); } catch {}
        setTimeout(() => { for (const fd of taken) fs.closeSync(fd); }, 3000);
      });
      sleep(4500).then(() => sampler.stop()).then(() => console.log(sampler.failure));`;
    const limited = start(directory, exhausted, [], {}, 'ulimit -n 64; exec "$0" "$@"');
    expect(await ended(limited)).toEqual({ code: 0, stdout: 'null\n', stderr: '' });
    const times = ownSamples(await logOf(directory));
    expect((times.at(-1) as number) - (times[0] as number)).toBeGreaterThan(4_000);
    const gaps = times.slice(1).map((t, i) => t - (times[i] as number));
    expect(Math.max(...gaps)).toBeLessThan(1_000);
  });

  it('stops twice, and flushes after that, without harm', async () => {
    const child = start(
      directory,
      `
      const sampler = startSampler(settings);
      (async () => {
        await Promise.all([sampler.stop(), sampler.stop()]);
        sampler.flush();
        console.log(sampler.flushSync(), await sampler.stop());
      })();`,
    );
    expect(await ended(child)).toEqual({ code: 0, stdout: 'false undefined\n', stderr: '' });
  });

  it('runs in a worker thread too, and ends with it', async () => {
    const child = start(
      directory,
      `
      const { Worker } = require('node:worker_threads');
      const code = \`
        const { startSampler } = require(${JSON.stringify(path.join(SAMPLE, 'start-sampler.js'))});
        startSampler(\${JSON.stringify(settings)});
        setTimeout(() => process.exit(), 1500);\`;
      new Worker(code, { eval: true }).on('exit', () => console.log('ended'));`,
    );
    expect(await ended(child)).toEqual({ code: 0, stdout: 'ended\n', stderr: '' });
    expect(fs.readdirSync(directory)).toEqual([expect.stringMatching(`^sampler-${child.pid}-1-`)]);
  });
});
