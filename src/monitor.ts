import os from 'node:os';
import { collect } from './collect';
import { detectLeaks, type Leak, type LeakOptions } from './detect-leaks';
import type { Scope } from './sample/probe';
import { type RunningSampler, startSampler } from './sample/start-sampler';
import type { ObservedProcess } from './series/process';
import { createSpool, removeSpool } from './spool/directory';
import { readSpool } from './spool/reader';

export interface MonitorOptions extends LeakOptions {
  /** Milliseconds between two samples of a process. @default 50 */
  readonly interval?: number;
  /**
   * What to watch: `tree`, this process and its descendants; `all`, every process the user may see; or
   * pids, with their descendants. @default 'tree'
   */
  readonly watch?: 'tree' | 'all' | readonly number[];
}

/**
 * Watches memory outside Jest, in a script of your own.
 *
 * @example
 * const monitor = new MemoryMonitor();
 * monitor.start();
 * await workload();
 * await monitor.stop();
 * for (const leak of monitor.detectLeaks()) console.log(leak.pid, leak.reason);
 */
export class MemoryMonitor {
  private sampler: RunningSampler | null = null;
  private spool: string | null = null;
  private watched: readonly ObservedProcess[] = [];

  constructor(private readonly options: MonitorOptions = {}) {}

  /**
   * Starts sampling in the background.
   * @throws if it is started already, or if no temporary directory can be made for the samples.
   */
  start(): void {
    if (this.sampler !== null)
      throw new Error('MemoryMonitor.start(): it is started already. Call stop() first.');
    const place = createSpool([os.tmpdir()]);
    if (place.path === null) {
      const refused = place.refused.map(({ parent, code }) => `${parent} (${code})`).join(', ');
      throw new Error(
        `MemoryMonitor.start(): samples are kept in a temporary directory, and none could be made in ${refused}. ` +
          'Set TMPDIR to a directory that can be written to.',
      );
    }
    this.spool = place.path;
    this.sampler = startSampler({
      spoolDirectory: place.path,
      intervalMs: this.options.interval ?? 50,
      leaveCovered: false,
      scope: scopeOf(this.options.watch ?? 'tree'),
    });
  }

  /** Ends sampling; what was seen until now is kept for `detectLeaks` until the next `start`. */
  async stop(): Promise<void> {
    const { sampler, spool } = this;
    if (sampler === null || spool === null) return;
    await sampler.stop();
    this.sampler = null;
    this.spool = null;
    const contents = await readSpool(spool);
    removeSpool(spool);
    this.watched = collect({ contents, jestPid: -1, failures: [], isAlive: () => false }).map(
      (process) => ({ ...process, role: 'external' as const }),
    );
  }

  /** All processes seen, with their series. Empty before `stop`. */
  get processes(): readonly ObservedProcess[] {
    return this.watched;
  }

  /** The processes that leak, or may; empty where all are steady, and before `stop`. */
  detectLeaks(): Leak[] {
    return detectLeaks(this.watched, this.options);
  }
}

function scopeOf(watch: NonNullable<MonitorOptions['watch']>): Scope {
  if (watch === 'all') return { kind: 'all' };
  return { kind: 'pids', pids: watch === 'tree' ? [process.pid] : watch };
}
