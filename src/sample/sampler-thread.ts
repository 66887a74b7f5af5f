import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isMainThread, workerData } from 'node:worker_threads';
import { codeOf } from '../spool/error-code';
import { CoveredProcesses } from './covered-processes';
import { LinuxProbe } from './linux-probe';
import type { Probe } from './probe';
import { readProcSystem } from './proc-system';
import { createSampleClock } from './sample-clock';
import { Sampler } from './sampler';
import type { ThreadData } from './start-sampler';
import { nextTick } from './schedule';
import { ThreadControl } from './thread-control';
import { createThreadCpu } from './thread-cpu';

const POLL = 100;
const NONE: ReadonlySet<string> = new Set();

function probeFor({ probe, scope, mark, processId }: ThreadData): Probe {
  if (probe === 'proc') return new LinuxProbe(scope, mark, readProcSystem(Date.now()));
  // Loaded only here: elsewhere than on Linux these packages start a program for each look.
  const { PidusageProbe } = require('./pidusage-probe') as typeof import('./pidusage-probe');
  return new PidusageProbe(scope, processId);
}

/** Blocks the thread between looks: a wake-up costs a quarter of what one by a timer does. */
function runBlocking(sampler: Sampler, intervalMs: number, control: ThreadControl): void {
  const clock = createSampleClock();
  const start = performance.now();
  for (let due = start; ; ) {
    const { wakes } = control;
    if (control.stopWanted) break;
    const request = control.flushWanted;
    if (request > 0) {
      sampler.flush(clock());
      control.flushDone(request);
    }
    if (performance.now() >= due) {
      void sampler.tick(clock());
      due = nextTick(start, intervalMs, performance.now());
    }
    control.sleep(wakes, Math.max(0, due - performance.now()));
  }
  void sampler.stop(clock());
}

/** Where a look waits for programs, the requests are looked for between short sleeps. */
async function runByTimer(
  sampler: Sampler,
  intervalMs: number,
  control: ThreadControl,
): Promise<void> {
  const clock = createSampleClock();
  const start = performance.now();
  for (let due = start; !control.stopWanted; ) {
    const request = control.flushWanted;
    if (request > 0) {
      sampler.flush(clock());
      control.flushDone(request);
    }
    if (performance.now() >= due) {
      await sampler.tick(clock());
      due = nextTick(start, intervalMs, performance.now());
    }
    await setTimeout(Math.min(POLL, Math.max(0, due - performance.now())));
  }
  await sampler.stop(clock());
}

async function run(data: ThreadData): Promise<void> {
  const probe = probeFor(data);
  const intervalMs = Math.max(data.intervalMs, probe.minimumIntervalMs);
  const others = data.leaveCovered
    ? new CoveredProcesses(path.dirname(data.file), process.pid, intervalMs)
    : null;
  const options = {
    file: data.file,
    processId: data.processId,
    intervalMs,
    probe,
    covered: () => others?.at(Date.now()) ?? NONE,
    cpu: createThreadCpu(),
    ...(data.fileBytes === undefined ? {} : { fileBytes: data.fileBytes }),
  };
  const sampler = new Sampler(options, Date.now());
  const control = new ThreadControl(data.control);
  try {
    if (data.probe === 'proc') runBlocking(sampler, intervalMs, control);
    else await runByTimer(sampler, intervalMs, control);
  } catch (error) {
    // The user's process must not hear of it; the spool tells that sampling ended here.
    sampler.fail(Date.now(), codeOf(error));
  }
}

if (!isMainThread) void run(workerData as ThreadData);
