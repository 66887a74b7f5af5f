import fs from 'node:fs';
import type { Reading, SeenProcess } from './probe';
import { idOf } from './proc-discovery';
import { GONE, close, open, readKept, readOnce } from './proc-file';
import type { ProcSystem } from './proc-system';
import { parseStat, parseStatm } from './proc-text';
import type { Stat } from './proc-text';

/** Milliseconds between reads of `stat`; those of a new process come sooner, for exec renames it. */
const STAT_PAUSE = 1_000;
const STAT_PAUSES_EARLY = [100, 200];
/** Milliseconds between two counts of open files, or so many times what the last count took. */
const FDS_PAUSE = 1_000;
/** Threads and files of a process are counted more often at first: it may not live long. */
const YOUNG_PAUSE = 450;
const YOUNG_READS = 24;
const FDS_COST_FACTOR = 200;
const NOT_OPENED = -3;
/** What a process takes of the limit of open files when its descriptors are kept. */
export const DESCRIPTORS = 3;

/**
 * One process in `/proc`. Its kept descriptors never answer for another process that got its pid;
 * where none can be kept, the start time is compared at every reading.
 */
export class FollowedProcess {
  #statm = NOT_OPENED;
  #stat = NOT_OPENED;
  #fds = NOT_OPENED;
  #name: string | null = null;
  #statReads = 0;
  #statAt = 0;
  #fdsAt = 0;

  constructor(
    readonly id: string,
    readonly pid: number,
    readonly keeps: boolean,
    readonly system: ProcSystem,
    /** To read into, for the time of a call. */
    readonly buffer: Buffer,
  ) {
    if (!keeps) return;
    this.#statm = open(`/proc/${pid}/statm`);
    this.#stat = open(`/proc/${pid}/stat`);
    this.#fds = open(`/proc/${pid}/fd`);
  }

  /** Whether the process was ever told of, by `seen`. */
  get told(): boolean {
    return this.#name !== null;
  }

  /**
   * One reading; null where it may not be read. `seen` is called at first and with each new name;
   * `ownFiles` are open files that are ours and none of the user's.
   */
  read(
    at: number,
    seen: (process: SeenProcess) => void,
    ownFiles: number,
  ): Reading | 'ended' | null {
    let threads: number | null = null;
    if (this.#statm < 0 || at >= this.#statAt) {
      const stat = this.#readStat(at);
      if (stat === 'ended' || (stat !== null && idOf(stat) !== this.id)) return 'ended';
      if (stat === null && !this.told) return null;
      if (stat !== null && stat.name !== this.#name) seen(this.#describe(stat));
      this.#name = stat?.name ?? this.#name;
      threads = stat?.threads ?? null;
    }
    const length =
      this.#statm >= 0
        ? readKept(this.#statm, this.buffer)
        : readOnce(`/proc/${this.pid}/statm`, this.buffer);
    if (length === GONE) return 'ended';
    if (length < 0) return null;
    const { size, resident, shared } = parseStatm(this.buffer, length);
    if (size === 0) return 'ended';
    const { pageSize } = this.system;
    return {
      id: this.id,
      rss: resident * pageSize,
      vms: size * pageSize,
      anon: Math.max(0, resident - shared) * pageSize,
      threads,
      fds: at >= this.#fdsAt ? this.#countFds(at, ownFiles) : null,
    };
  }

  close(): void {
    close(this.#statm);
    close(this.#stat);
    close(this.#fds);
  }

  #readStat(at: number): Stat | 'ended' | null {
    this.#statAt = at + (STAT_PAUSES_EARLY[this.#statReads] ?? this.#pause(STAT_PAUSE));
    this.#statReads += 1;
    const length =
      this.#stat >= 0
        ? readKept(this.#stat, this.buffer)
        : readOnce(`/proc/${this.pid}/stat`, this.buffer);
    if (length === GONE) return 'ended';
    return length < 0 ? null : parseStat(this.buffer.toString('utf8', 0, length));
  }

  #pause(usual: number): number {
    return this.#statReads < YOUNG_READS ? YOUNG_PAUSE : usual;
  }

  #describe(stat: Stat): SeenProcess {
    const { bootedAt, ticksPerSecond } = this.system;
    const startedAt = Math.round(bootedAt + (stat.startTicks / ticksPerSecond) * 1000);
    return { id: this.id, pid: this.pid, ppid: stat.ppid, name: stat.name, startedAt };
  }

  #countFds(at: number, ownFiles: number): number | null {
    const startedAt = performance.now();
    try {
      const directory = `/proc/${this.pid}/fd`;
      // Since Linux 6.2 the directory's size is the count, which costs a third of a listing.
      const size = this.#fds >= 0 ? fs.fstatSync(this.#fds).size : 0;
      const count = size > 0 ? size : fs.readdirSync(directory).length;
      const took = performance.now() - startedAt;
      this.#fdsAt = at + Math.max(this.#pause(FDS_PAUSE), took * FDS_COST_FACTOR);
      return Math.max(0, count - ownFiles);
    } catch {
      this.#fdsAt = Number.POSITIVE_INFINITY;
      return null; // Another user's process, or one that ends just now.
    }
  }
}
