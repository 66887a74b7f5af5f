import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { readSpool } from '../../src/spool/reader';
import type { WriterLog } from '../../src/spool/writer-log';

/** The compiled modules of the sampler, for scripts that run in a process of their own. */
export const SAMPLE = path.resolve(__dirname, '../../src/sample');
export const INTERVAL = 50;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Node process that runs `code`, to which `startSampler`, `settings` and `sleep` stand ready. */
export function start(
  directory: string,
  code: string,
  options: readonly string[] = [],
  env = {},
  shell: string | null = null,
): ChildProcess {
  const settings = JSON.stringify({ spoolDirectory: directory, intervalMs: INTERVAL });
  const script = `
    const { startSampler } = require(${JSON.stringify(path.join(SAMPLE, 'start-sampler.js'))});
    const { setTimeout: sleep } = require('node:timers/promises');
    const settings = ${settings};
    ${code}`;
  const all = { ...process.env, ...env };
  const args = [...options, '-e', script];
  return shell === null
    ? spawn(process.execPath, args, { env: all })
    : spawn('sh', ['-c', shell, process.execPath, ...args], { env: all });
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data) => (text.stdout += String(data)));
  child.stderr?.on('data', (data) => (text.stderr += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

/** What the one writer of a spool left. */
export async function logOf(directory: string): Promise<WriterLog> {
  const { logs } = await readSpool(directory);
  if (logs.length !== 1) throw new Error(`${logs.length} writers`);
  return logs[0] as WriterLog;
}

/** Times at which a sampler looked at its own process. */
export const ownSamples = (log: WriterLog): readonly number[] =>
  log.samples.get(log.writer?.processId ?? '')?.t ?? [];
