import fs from 'node:fs';
import { GONE, close, open, readKept, readOnce } from './proc-file';
import { ProcDiscovery, idOf } from './proc-discovery';
import type { ProcSystem } from './proc-system';
import { parseStat, parseStatm } from './proc-text';
import type { Stat } from './proc-text';
import type { Mark, Observation, Reading, Scope, SeenProcess, SynchronousProbe } from './probe';
import type { Member } from './process-tree';

/** Ticks between two reads of `stat`; the first few ticks of a process read it too, for its name. */
const STAT_EVERY = 10;
const EARLY_TICKS = [0, 1, 3];
/** Milliseconds between two counts of open files, or this many times what the last count took. */
const FDS_EVERY = 2_000;
const FDS_COST_FACTOR = 200;
const NOT_KEPT = -3;

interface Followed {
  readonly id: string;
  readonly pid: number;
  statm: number;
  stat: number;
  ticks: number;
  name: string | null;
  nextFdsAt: number;
}

/** Reads `/proc` on kept descriptors: one of an ended process never answers for a reused pid. */
export class LinuxProbe implements SynchronousProbe {
  readonly minimumIntervalMs = 1;
  readonly #discovery: ProcDiscovery;
  readonly #followed = new Map<string, Followed>();
  readonly #buffer = Buffer.allocUnsafe(4096);
  #kept = 0;
  #version = -1;
  #covered: ReadonlySet<string> | null = null;

  constructor(
    scope: Scope,
    mark: Mark | null,
    readonly system: ProcSystem,
  ) {
    this.#discovery = new ProcDiscovery(scope, mark);
  }

  observe(at: number, covered: ReadonlySet<string>): Observation {
    const seen: SeenProcess[] = [];
    const readings: Reading[] = [];
    const ended: string[] = [];
    for (const id of this.#discovery.update(at)) if (this.#drop(id)) ended.push(id);
    this.#follow(covered);
    for (const followed of this.#followed.values()) {
      const reading = this.#read(followed, at, seen);
      if (reading === 'ended') {
        // A process that ended before its first reading was never told of.
        if (this.#drop(followed.id)) ended.push(followed.id);
        this.#discovery.remove(followed.pid);
      } else if (reading !== null) {
        readings.push(reading);
      }
    }
    return { seen, readings, ended };
  }

  close(): void {
    for (const id of this.#followed.keys()) this.#drop(id);
    this.#discovery.close();
  }

  #follow(covered: ReadonlySet<string>): void {
    const { version } = this.#discovery.tree;
    if (version === this.#version && covered === this.#covered) return;
    this.#version = version;
    this.#covered = covered;
    const wanted = this.#discovery.tree.uncovered(covered);
    for (const member of wanted) if (!this.#followed.has(member.id)) this.#take(member);
    if (wanted.length === this.#followed.size) return;
    const ids = new Set(wanted.map((member) => member.id));
    for (const id of this.#followed.keys()) if (!ids.has(id)) this.#drop(id);
  }

  #take(member: Member): void {
    const { id, pid } = member;
    const followed = {
      id,
      pid,
      statm: NOT_KEPT,
      stat: NOT_KEPT,
      ticks: 0,
      name: null,
      nextFdsAt: 0,
    };
    if (this.#kept + 2 <= this.system.descriptors) {
      followed.statm = open(`/proc/${pid}/statm`);
      followed.stat = open(`/proc/${pid}/stat`);
      this.#kept += 2;
    }
    this.#followed.set(id, followed);
  }

  #drop(id: string): boolean {
    const followed = this.#followed.get(id);
    if (followed === undefined) return false;
    this.#followed.delete(id);
    if (followed.statm !== NOT_KEPT) this.#kept -= 2;
    close(followed.statm);
    close(followed.stat);
    return followed.name !== null;
  }

  #read(followed: Followed, at: number, seen: SeenProcess[]): Reading | 'ended' | null {
    const { ticks } = followed;
    followed.ticks += 1;
    const kept = followed.statm >= 0;
    // Without a kept descriptor only the start time tells a reused pid, so it is read every time.
    const wantsStat = !kept || ticks % STAT_EVERY === 0 || EARLY_TICKS.includes(ticks);
    let threads: number | null = null;
    if (wantsStat) {
      const stat = this.#readStat(followed);
      if (stat === 'ended' || (stat !== null && idOf(stat) !== followed.id)) return 'ended';
      if (stat === null && followed.name === null) return null;
      if (stat !== null) {
        threads = stat.threads;
        if (stat.name !== followed.name) seen.push(this.#seen(stat));
        followed.name = stat.name;
      }
    }
    const length = kept
      ? readKept(followed.statm, this.#buffer)
      : readOnce(`/proc/${followed.pid}/statm`, this.#buffer);
    if (length === GONE) return 'ended';
    if (length < 0) return null;
    const { size, resident, shared } = parseStatm(this.#buffer, length);
    if (size === 0) return 'ended';
    const { pageSize } = this.system;
    return {
      id: followed.id,
      rss: resident * pageSize,
      vms: size * pageSize,
      anon: Math.max(0, resident - shared) * pageSize,
      threads,
      fds: at >= followed.nextFdsAt ? this.#countFds(followed, at) : null,
    };
  }

  #readStat(followed: Followed): Stat | 'ended' | null {
    const length =
      followed.stat >= 0
        ? readKept(followed.stat, this.#buffer)
        : readOnce(`/proc/${followed.pid}/stat`, this.#buffer);
    if (length === GONE) return 'ended';
    // A name is bytes; almost always UTF-8.
    return length < 0 ? null : parseStat(this.#buffer.toString('utf8', 0, length));
  }

  #seen(stat: Stat): SeenProcess {
    const { bootedAt, ticksPerSecond } = this.system;
    const startedAt = Math.round(bootedAt + (stat.startTicks / ticksPerSecond) * 1000);
    return { id: idOf(stat), pid: stat.pid, ppid: stat.ppid, name: stat.name, startedAt };
  }

  /** Open files; this process's own descriptors, kept to look at the others, are left out. */
  #countFds(followed: Followed, at: number): number | null {
    const startedAt = performance.now();
    try {
      const own = followed.pid === process.pid ? this.#kept : 0;
      const directory = `/proc/${followed.pid}/fd`;
      // Since Linux 6.2 the directory's size is the count, which costs a third of a listing.
      const count = fs.statSync(directory).size || fs.readdirSync(directory).length;
      followed.nextFdsAt =
        at + Math.max(FDS_EVERY, (performance.now() - startedAt) * FDS_COST_FACTOR);
      return count - own;
    } catch {
      followed.nextFdsAt = Number.POSITIVE_INFINITY;
      return null; // Another user's process, or one that ends just now.
    }
  }
}
