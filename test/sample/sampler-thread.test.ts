import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSpool } from '../../src/spool/reader';
import type { WriterLog } from '../../src/spool/writer-log';
import { SAMPLE, ended, logOf, ownSamples, start } from './sampled-process';

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sampler-thread-'));
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true });
});

describe('the thread where there is no /proc', () => {
  it('samples with a second’s pause, flushes and stops when told to', async () => {
    const module = (name: string): string => JSON.stringify(path.join(SAMPLE, name));
    const child = start(
      directory,
      `
      const { Worker } = require('node:worker_threads');
      const { ThreadControl } = require(${module('thread-control.js')});
      const { ownProcessId } = require(${module('own-process.js')});
      const control = new ThreadControl();
      const workerData = {
        probe: 'pidusage', file: settings.spoolDirectory + '/sampler-' + process.pid + '-0-ab.1.ndjson', processId: ownProcessId(),
        intervalMs: 50, scope: { kind: 'pids', pids: [process.pid] }, mark: null, leaveCovered: true,
        control: control.shared,
      };
      new Worker(${module('sampler-thread.js')}, { workerData, env: { PATH: process.env.PATH } })
        .on('exit', () => console.log('ended'));
      sleep(1500).then(() => console.log(control.awaitFlush(control.requestFlush(), 2000)))
        .then(() => sleep(700)).then(() => control.requestStop());`,
    );
    expect(await ended(child)).toEqual({ code: 0, stdout: 'true\nended\n', stderr: '' });
    const log = await logOf(directory);
    expect(log.writer?.intervalMs).toBe(1_000);
    const times = ownSamples(log);
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect(log.cost?.samples).toBeGreaterThanOrEqual(3);
  });
});

describe('two samplers of one run', () => {
  it('do not sample the same process, and orphans of the inner one go to the outer one', async () => {
    const inner = `
      const { startSampler } = require(${JSON.stringify(path.join(SAMPLE, 'start-sampler.js'))});
      startSampler(JSON.parse(process.argv[1]));
      require('node:child_process').spawn('sleep', ['30'], { stdio: 'ignore', detached: true });
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 4000);`;
    const child = start(
      directory,
      `
      const sampler = startSampler({ ...settings, leaveCovered: true });
      const args = ['-e', ${JSON.stringify(inner)}, JSON.stringify(settings)];
      const worker = require('node:child_process').spawn(process.execPath, args);
      console.log(worker.pid);
      worker.on('exit', () => sleep(2500).then(() => sampler.stop()));`,
    );
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
