import fs from 'node:fs';
import { GONE, close, open, readKept, readOnce } from './proc-file';
import { environmentHas, parseLastPid, parseStat } from './proc-text';
import type { Stat } from './proc-text';
import type { Mark, Scope } from './probe';
import { ProcessTree } from './process-tree';

/** Milliseconds between two looks for new processes, at least. */
const PAUSE = 200;
/** A listing may use a twentieth of the time, where it is so slow that the pause would be too short. */
const COST_FACTOR = 20;
/** Reading one `stat` costs about this many ms (8.6 µs: a loop of open, read, close on Node 20). */
const COST_OF_ONE = 0.01;
const FIRST_CHECK = 2_000;
const LAST_CHECK = 10_000;
const ATTEMPTS = 3;
const ENVIRON_BYTES = 1 << 18;

/** Where the trigger is read, and a clock in ms to tell what a listing costs. */
export interface Sources {
  readonly loadavg?: string;
  readonly now?: () => number;
}

export function idOf(stat: Stat): string {
  return `${stat.pid}@${stat.startTicks}`;
}

/**
 * Finds the processes that belong to a scope. The pid last given out, in `/proc/loadavg`, tells for
 * a microsecond whether anything was started; then either the few new pids are looked at or, where
 * they are many or one may be ours, `/proc` is listed. Some containers answer `loadavg` themselves
 * and late, so a listing now and then checks the trigger, and one that missed a process is no longer
 * believed.
 */
export class ProcDiscovery {
  readonly tree = new ProcessTree();
  readonly #buffer = Buffer.allocUnsafe(4096);
  readonly #loadavg: number;
  readonly #now: () => number;
  readonly #roots: Set<number>;
  readonly #mark: Buffer | null;
  /** Where orphans of this run end up: the first process, or a subreaper above a root. */
  readonly #adopters = new Set([1]);
  #strangers = new Set<number>();
  readonly #undecided = new Map<number, number>();
  #firstStart = 0;
  #lastPid = 0;
  #trusted = true;
  #listed = false;
  #nextAt = 0;
  #checkAt = 0;
  #checkPause = FIRST_CHECK;
  #cost = 0;

  constructor(
    readonly scope: Scope,
    mark: Mark | null,
    { loadavg = '/proc/loadavg', now = () => performance.now() }: Sources = {},
  ) {
    this.#loadavg = open(loadavg);
    this.#now = now;
    this.#roots = new Set(scope.kind === 'pids' ? scope.pids : []);
    this.#mark = mark === null ? null : Buffer.from(`${mark.name}=${mark.value}`);
  }

  /** Brings the tree up to date where that is due. Returns the members that are no longer listed. */
  update(at: number): readonly string[] {
    if (at < this.#nextAt) return [];
    this.#nextAt = at + PAUSE;
    const lastPid = this.#trusted ? this.#readLastPid() : 0;
    const started = lastPid - this.#lastPid;
    this.#lastPid = lastPid;
    const blind = lastPid === 0;
    const announced = blind || started !== 0 || this.#undecided.size > 0;
    if (this.#listed && at < this.#checkAt) {
      if (!announced) return [];
      const few = started > 0 && started * COST_OF_ONE < this.#cost;
      if (few && this.#undecided.size === 0 && !this.#mayBeOurs(lastPid - started, lastPid)) {
        return [];
      }
    }
    return this.#list(at, announced);
  }

  /** A member that ended: its pid, given out again, is another process. */
  remove(pid: number): void {
    this.tree.remove(pid);
    this.#roots.delete(pid);
  }

  close(): void {
    close(this.#loadavg);
  }

  #readLastPid(): number {
    const length = readKept(this.#loadavg, this.#buffer);
    return length > 0 ? parseLastPid(this.#buffer, length) : 0;
  }

  /**
   * Whether one of the pids after `from` may belong to the run. Threads have numbers of the same kind
   * and can be read here, where a listing does not show them.
   */
  #mayBeOurs(from: number, to: number): boolean {
    for (let pid = from + 1; pid <= to; pid += 1) {
      this.#strangers.delete(pid);
      // Most have ended already, and to ask first costs a third of what the exception does.
      const stat = fs.existsSync(`/proc/${pid}`) ? this.#read(pid) : null;
      if (stat === null) continue;
      const unknownParent = stat.ppid !== 0 && !this.#strangers.has(stat.ppid);
      const orphan = this.#mark !== null && this.#adopters.has(stat.ppid);
      if (this.scope.kind === 'all' || unknownParent || orphan) return true;
      this.#strangers.add(pid);
    }
    return false;
  }

  #list(at: number, announced: boolean): readonly string[] {
    const startedAt = this.#now();
    const listed = listPids();
    this.#cost = this.#now() - startedAt;
    // Without a list (no descriptor to be had, say) nothing is known to have begun or ended.
    if (listed === null) return [];
    const fresh = new Map<number, Stat>();
    for (const pid of listed) {
      if (this.tree.get(pid) !== undefined || this.#strangers.has(pid)) continue;
      const stat = this.#read(pid);
      if (stat !== null) fresh.set(pid, stat);
    }
    if (!this.#listed) this.#noteAncestors(fresh);
    const before = this.tree.size;
    for (const stat of fresh.values()) this.#admit(stat, fresh);
    if (this.#listed && !announced && this.tree.size > before) this.#trusted = false;

    const ended = [...this.tree.members()].filter((member) => !listed.has(member.pid));
    for (const member of ended) this.remove(member.pid);
    this.#strangers = listed;
    for (const member of this.tree.members()) listed.delete(member.pid);
    for (const pid of this.#undecided.keys()) if (!listed.delete(pid)) this.#undecided.delete(pid);

    this.#listed = true;
    this.#nextAt = Math.max(this.#nextAt, at + this.#cost * COST_FACTOR);
    this.#checkAt = at + this.#checkPause;
    this.#checkPause = Math.min(this.#checkPause * 2, LAST_CHECK);
    return ended.map((member) => member.id);
  }

  /** Takes a new process in if it belongs to the run, its parents first. Says whether it does. */
  #admit(stat: Stat, fresh: ReadonlyMap<number, Stat>): boolean {
    if (this.tree.get(stat.pid) !== undefined) return true;
    if (stat.size === 0 || !this.#belongs(stat, fresh)) return false;
    this.#undecided.delete(stat.pid);
    this.tree.add({ id: idOf(stat), pid: stat.pid, ppid: stat.ppid });
    return true;
  }

  #belongs(stat: Stat, fresh: ReadonlyMap<number, Stat>): boolean {
    const parent = fresh.get(stat.ppid);
    // A parent is older than its child; this also ends a loop that a reused pid could make.
    const older = parent !== undefined && parent.startTicks <= stat.startTicks;
    const withParent = older && parent !== stat && this.#admit(parent, fresh);
    if (withParent || this.tree.get(stat.ppid) !== undefined) return true;
    if (this.scope.kind === 'all' || this.#roots.has(stat.pid)) return true;
    if (this.#isOrphan(stat)) return true;
    if (parent === undefined && stat.ppid !== 0 && !this.#strangers.has(stat.ppid)) {
      this.#retry(stat.pid);
    } else {
      this.#undecided.delete(stat.pid);
    }
    return false;
  }

  /** The parent ended between two reads: the next look will show who has taken the child in. */
  #retry(pid: number): void {
    const attempts = (this.#undecided.get(pid) ?? 0) + 1;
    if (attempts < ATTEMPTS) this.#undecided.set(pid, attempts);
    else this.#undecided.delete(pid);
  }

  #isOrphan(stat: Stat): boolean {
    if (this.#mark === null || !this.#adopters.has(stat.ppid)) return false;
    if (stat.startTicks < this.#firstStart) return false;
    const environ = Buffer.allocUnsafe(ENVIRON_BYTES);
    const length = readOnce(`/proc/${stat.pid}/environ`, environ);
    return length > 0 && environmentHas(environ, length, this.#mark);
  }

  #noteAncestors(stats: ReadonlyMap<number, Stat>): void {
    const starts: number[] = [];
    for (const root of this.#roots) {
      let stat = stats.get(root);
      if (stat !== undefined) starts.push(stat.startTicks);
      for (let steps = 0; stat !== undefined && steps < 1000; steps += 1) {
        if (stat.ppid > 0 && !this.#roots.has(stat.ppid)) this.#adopters.add(stat.ppid);
        stat = stats.get(stat.ppid);
      }
    }
    this.#firstStart = starts.length === 0 ? 0 : Math.min(...starts);
  }

  #read(pid: number): Stat | null {
    const length = readOnce(`/proc/${pid}/stat`, this.#buffer);
    if (length === GONE || length <= 0) return null;
    return parseStat(this.#buffer.toString('latin1', 0, length));
  }
}

function listPids(): Set<number> | null {
  try {
    return new Set(fs.readdirSync('/proc').map(Number).filter(Number.isInteger));
  } catch {
    return null;
  }
}
