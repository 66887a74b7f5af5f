import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { ownProcessId } from '../src/sample/own-process';
import { type RunningSampler, startSampler } from '../src/sample/start-sampler';
import type { SpoolRecord } from '../src/spool/records';
import { SpoolWriter } from '../src/spool/writer';
import { SharedStateGuard } from './guard/shared-state-guard';
import { InsideProbe } from './inside/probe';
import type { TestEvent } from './inside/test-looks';
import { watchForEnd } from './inside/worker-end';
import type { CensusWriter, OpenersWanted } from './openers/census-writer';
import { currentRun, type Run } from './run';
import { TestMarks } from './test-marks';

/**
 * What lasts in a process (or worker thread) from one test file to the next: the sampler, the file in
 * the spool that the marks go to, and what is known of the state that all files share.
 */
export class Session {
  readonly writer: SpoolWriter;
  private readonly sampler: RunningSampler | null;
  private readonly guard: SharedStateGuard;
  private readonly inside: InsideProbe | null;
  private readonly openers: CensusWriter | null;
  private marks: TestMarks | null = null;
  private testsDone = 0;

  constructor(
    readonly run: Run,
    idleMemoryLimit: number | null,
  ) {
    const name = `environment-${process.pid}-${threadId}-${randomBytes(4).toString('hex')}.1.ndjson`;
    this.writer = new SpoolWriter(path.join(run.spool, name));
    for (const record of introduction(run)) this.writer.write(record);
    this.openers = run.openers === null ? null : recordOpeners(run.spool, run.openers);
    // In band and in worker threads, the reporter's sampler covers this process already.
    this.sampler =
      run.reporterPid === process.pid
        ? null
        : startSampler({
            spoolDirectory: run.spool,
            intervalMs: run.intervalMs,
            leaveCovered: false,
          });
    this.inside = run.collectionBudget > 0 ? this.startProbe(idleMemoryLimit) : null;
    this.guard = new SharedStateGuard({
      write: (record) => this.writer.write(record),
      spool: run.spool,
    });
  }

  private startProbe(idleMemoryLimit: number | null): InsideProbe {
    const probe = new InsideProbe({
      worker: workerNumber(),
      threadId,
      budgetShare: this.run.collectionBudget,
      betweenTests: this.run.betweenTests,
      write: (record) => {
        this.writer.write(record);
        this.writer.flush();
      },
    });
    watchForEnd(probe, idleMemoryLimit);
    return probe;
  }

  async fileStarts(file: string, globalObject: object): Promise<void> {
    this.marks = new TestMarks(file, this.writer);
    this.testsDone = 0;
    this.writer.write({
      type: 'file-start',
      at: Date.now(),
      path: file,
      worker: workerNumber(),
      threadId,
      external: process.memoryUsage().external,
    });
    // At once: a process that dies in this file must leave word of which file it was.
    this.writer.flush();
    await this.inside?.fileStarts(file, globalObject);
    this.guard.fileStarts(file);
  }

  testEvent({ name, test }: TestEvent & { readonly test?: { readonly name: string } }): void {
    this.marks?.take(name, test);
    if (name === 'test_done') this.testDone();
    this.inside?.testEvent(test === undefined ? { name } : { name, test });
  }

  /** Only where a leak is looked into: in a run of the user's no snapshot is asked for. */
  private testDone(): void {
    this.testsDone += 1;
    this.openers?.testDone();
    if (!this.run.snapshotsAt.includes(this.testsDone)) return;
    const { writeHeapSnapshot } =
      require('./soak/heap-snapshot') as typeof import('./soak/heap-snapshot');
    const file = path.join(this.run.spool, `tests-${this.testsDone}.heapsnapshot`);
    const written = writeHeapSnapshot(file);
    if (this.testsDone === this.run.snapshotsAt.at(-1)) {
      const { SOURCE_MAPS, writeSourceMaps } =
        require('./soak/source-maps') as typeof import('./soak/source-maps');
      writeSourceMaps(path.join(this.run.spool, SOURCE_MAPS));
    }
    if (written.outcome === 'written') return;
    const { reason } = written;
    const at = Date.now();
    this.writer.write({ type: 'inside-limit', at, threadId, worker: workerNumber(), reason });
  }

  fileEnds(file: string): void {
    const tests = this.marks?.end() ?? 0;
    this.marks = null;
    this.guard.fileEnds(file);
    this.inside?.fileEnds();
    this.openers?.fileEnded();
    const { user, system } = process.cpuUsage();
    const cpuMs = (user + system) / 1000;
    this.writer.write({ type: 'file-end', at: Date.now(), path: file, threadId, cpuMs, tests });
    this.writer.flush();
    this.sampler?.flush();
  }

  /** In band, when Jest has no more files; in a worker the probe hears of it by itself. */
  async lastFileEnded(): Promise<void> {
    await this.inside?.processEnds();
  }

  close(): void {
    this.guard.processEnds();
    this.writer.close();
    void this.sampler?.stop();
  }
}

/** Only where a leak is looked into: a run of the user's does not even load it. */
function recordOpeners(directory: string, wanted: OpenersWanted): CensusWriter {
  const { CensusWriter: Writer } =
    require('./openers/census-writer') as typeof import('./openers/census-writer');
  return new Writer(directory, wanted);
}

/** Says who writes, so that a process that dies before its first sample is known all the same. */
function introduction({ intervalMs }: Run): SpoolRecord[] {
  const at = Date.now();
  const { pid, ppid } = process;
  const id = ownProcessId();
  const startedAt = Math.round(at - process.uptime() * 1000);
  const name = path.basename(process.execPath);
  return [
    { type: 'writer', kind: 'environment', pid, processId: id, at, intervalMs },
    { type: 'process', id, pid, ppid, name, startedAt, at },
  ];
}

function workerNumber(): number {
  return Number(process.env['JEST_WORKER_ID'] ?? 1);
}

let session: Session | null = null;

/** For the reporter, which shares Jest's own process with the environment when tests run in band. */
export async function lastFileEndedInBand(): Promise<void> {
  await session?.lastFileEnded();
}

/**
 * The session of this process, begun when first asked for; null where no reporter runs. Watch mode makes
 * a spool for each run: then the old session ends and a new one begins.
 *
 * @param idleMemoryLimit Jest's `workerIdleMemoryLimit`, in bytes, or null
 */
export function sessionOfProcess(idleMemoryLimit: number | null): Session | null {
  const run = currentRun(process.env);
  if (session !== null && session.run.spool !== run?.spool) {
    session.close();
    session = null;
  }
  if (run !== null) session ??= new Session(run, idleMemoryLimit);
  return session;
}
