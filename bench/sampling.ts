import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LinuxProbe } from '../src/sample/linux-probe';
import { ownProcessId } from '../src/sample/own-process';
import { readProcSystem } from '../src/sample/proc-system';
import { parseLastPid } from '../src/sample/proc-text';
import { Sampler } from '../src/sample/sampler';
import { nextTick } from '../src/sample/schedule';

const SIZES = [1, 10, 100, 300];
/** Looks of a minute, without a pause, so that the code is compiled as in a run of some length. */
const WARM_UP_S = 60;
const IDLE_S = 2;
/** What the compiler does in the background comes to rest. */
const SETTLE_MS = 500;
const BAR_US = 15;
const HOT_LOOKS = 300;

const [intervalMs = 50, seconds = 5] = process.argv.slice(2).map(Number);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const NONE: ReadonlySet<string> = new Set();

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function lastPid(): number {
  const text = readFileSync('/proc/loadavg');
  return parseLastPid(text, text.length);
}

interface Loop {
  /** µs of CPU a turn, of all threads: nothing else runs. */
  readonly total: number;
  readonly inLooks: number;
}

/** The loop of the sampler's thread. */
function loop(durationMs: number, look: () => void): Loop {
  const start = performance.now();
  const began = cpu();
  let turns = 0;
  let inLooks = 0;
  for (let due = start; due < start + durationMs; turns += 1) {
    const before = cpu();
    look();
    inLooks += cpu() - before;
    due = nextTick(start, intervalMs, performance.now());
    Atomics.wait(sleeper, 0, 0, Math.max(0, due - performance.now()));
  }
  return { total: (cpu() - began) / turns, inLooks: inLooks / turns };
}

/** The same look over and over: what it costs while all caches hold it. */
function hot(look: () => void): number {
  const began = cpu();
  for (let i = 0; i < HOT_LOOKS; i += 1) look();
  return (cpu() - began) / HOT_LOOKS;
}

/** A single read of one `statm` after each sleep: what no sampler in Node can go below. */
function bareReads(pid: number): number {
  const file = openSync(`/proc/${pid}/statm`, 'r');
  const buffer = Buffer.allocUnsafe(4096);
  const read = (): void => void readSync(file, buffer, 0, buffer.length, 0);
  for (let i = 0; i < HOT_LOOKS * 10; i += 1) read();
  const [idle, reading] = [loop(IDLE_S * 1000, () => {}), loop(IDLE_S * 1000, read)];
  closeSync(file);
  return reading.inLooks - idle.inLooks;
}

function verdict(us: number): string {
  return us <= BAR_US ? `(within ${BAR_US})` : `(over ${BAR_US})`;
}

async function measure(size: number): Promise<Record<string, string | number>> {
  const children: ChildProcess[] = [];
  const directory = mkdtempSync(path.join(os.tmpdir(), 'bench-sampling-'));
  try {
    for (let i = 0; i < size; i += 1) children.push(spawn('sleep', ['1000'], { stdio: 'ignore' }));
    await setTimeout(SETTLE_MS);
    const scope = { kind: 'pids', pids: [process.pid] } as const;
    const probe = new LinuxProbe(scope, null, readProcSystem(Date.now()));
    const options = {
      file: path.join(directory, `sampler-${process.pid}-0-bench.1.ndjson`),
      processId: ownProcessId(),
      intervalMs,
      probe,
      covered: () => NONE,
      cpu: () => null,
    };
    const sampler = new Sampler(options, Date.now());
    let at = Date.now();
    // Time goes on by an interval a look, so that the hot looks do all that the others do.
    const look = (): void => void sampler.tick((at += intervalMs));
    for (let i = 0; i < (WARM_UP_S * 1000) / intervalMs; i += 1) look();
    await setTimeout(SETTLE_MS);
    const idle = loop(IDLE_S * 1000, () => {});
    const pid = lastPid();
    const cost = loop(seconds * 1000, look);
    const started = lastPid() - pid;
    const warm = hot(look);
    await sampler.stop(at + 1);
    const processes = size + 1;
    // An empty look tells what the measuring itself takes.
    const afterSleep = (cost.inLooks - idle.inLooks) / processes;
    const whole = (cost.total - idle.inLooks) / processes;
    const bare = bareReads(children[0]?.pid ?? process.pid) / processes;
    return {
      processes,
      'without a pause, µs': `${(warm / processes).toFixed(1)} ${verdict(warm / processes)}`,
      'after a sleep, µs': `${afterSleep.toFixed(1)} ${verdict(afterSleep)}`,
      'one bare read after a sleep, µs': bare.toFixed(1),
      'with wake-ups, µs': whole.toFixed(1),
      'an idle wake-up, µs': (idle.total - idle.inLooks).toFixed(0),
      'share of a core, %': ((whole * processes) / (intervalMs * 10)).toFixed(2),
      'pids given out meanwhile': started,
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * What sampling costs, in µs of CPU per process and sample: the looks, with finding new processes,
 * batching and writing, without a pause and after a sleep each; the whole loop with its wake-ups.
 * Between looks the caches forget: the first system call after a sleep takes some 20 to 30 µs where the
 * next ones take 2 to 4, which weighs on one process and is nothing among a hundred. A column tells what
 * one bare read of one file takes then. Children that run Node cost the
 * same as `sleep`: what is read of a process does not grow with it.
 *
 *     npm run build && node dist/bench/sampling.js [interval in ms, 50] [seconds, 5]
 */
async function main(): Promise<void> {
  if (process.platform !== 'linux') {
    console.log('Only Linux has /proc; elsewhere the cost is that of starting ps, once a second.');
    return;
  }
  const rows: Record<string, string | number>[] = [];
  for (const size of SIZES) rows.push(await measure(size));
  console.log(`Every ${intervalMs} ms, Node ${process.version}, after the looks of ${WARM_UP_S} s`);
  console.table(rows);
}

void main();
