import path from 'node:path';
import pidtree from 'pidtree';
import pidusage from 'pidusage';
import type { Observation, Probe, Reading, Scope, SeenProcess } from './probe';
import { ProcessTree } from './process-tree';
import { psNames } from './ps-names';

interface Listed {
  readonly pid: number;
  readonly ppid: number;
}

/**
 * Two starts this far apart, in ms, are of two processes. Both are told by the time elapsed, in seconds; the
 * date that `ps` gives may lie seconds beside, where the clock was set since the machine was started.
 */
const SAME_START = 2_500;

/**
 * For systems without `/proc`: `pidtree` tells the descendants, `pidusage` the resident set size, and
 * nothing tells more. Each look starts two programs, so looks are at least a second apart.
 */
export class PidusageProbe implements Probe {
  readonly minimumIntervalMs = 1_000;
  readonly #tree = new ProcessTree();
  readonly #known = new Map<number, SeenProcess>();
  readonly #roots: Set<number>;
  /** By pid, when it started by its first reading. */
  readonly #starts = new Map<number, number>();

  /** `ownId` is the id of this process, which the main thread knows to the millisecond. */
  constructor(
    readonly scope: Scope,
    readonly ownId: string,
  ) {
    this.#roots = new Set(scope.kind === 'pids' ? scope.pids : []);
  }

  async observe(_at: number, covered: ReadonlySet<string>): Promise<Observation> {
    const listed = await list();
    // Without a list, this process is known to run, and nothing of the others.
    const seen = await this.#admit(listed ?? [{ pid: process.pid, ppid: process.ppid }]);
    const ended = listed === null ? [] : this.#removeAbsent(new Set(listed.map(({ pid }) => pid)));
    const pids = this.#tree.uncovered(covered).map((member) => member.pid);
    const usage = await readings(pids);
    const taken: Reading[] = [];
    for (const pid of pids) {
      const process = this.#known.get(pid);
      const status = usage[pid];
      if (process === undefined || status === undefined) continue;
      if (this.#isOther(pid, status.timestamp - status.elapsed)) {
        ended.push(process.id);
        this.#remove(pid);
      } else {
        const { memory: rss } = status;
        taken.push({ id: process.id, rss, vms: null, anon: null, threads: null, fds: null });
      }
    }
    const told = new Set(taken.map((reading) => reading.id));
    return { seen: seen.filter((process) => told.has(process.id)), readings: taken, ended };
  }

  close(): void {
    this.#known.clear();
    this.#starts.clear();
  }

  #removeAbsent(listed: ReadonlySet<number>): string[] {
    const ended: string[] = [];
    for (const [pid, process] of this.#known) {
      if (listed.has(pid)) continue;
      ended.push(process.id);
      this.#remove(pid);
    }
    return ended;
  }

  #remove(pid: number): void {
    this.#known.delete(pid);
    this.#starts.delete(pid);
    this.#tree.remove(pid);
    this.#roots.delete(pid);
  }

  async #admit(listed: readonly Listed[]): Promise<SeenProcess[]> {
    const fresh = parentsFirst(listed, (process) => this.#belongs(process)).filter(
      ({ pid }) => !this.#known.has(pid),
    );
    const names = await psNames(fresh.map(({ pid }) => pid));
    const seen: SeenProcess[] = [];
    for (const { pid, ppid } of fresh) {
      const entry = names.get(pid);
      // Gone again, as the `ps` that made the list is. Windows has no `ps`, and no names.
      if (entry === undefined && process.platform !== 'win32') continue;
      const startedAt = entry?.startedAt ?? null;
      const id = pid === process.pid ? this.ownId : `${pid}@${startedAt ?? Date.now()}`;
      const name =
        entry?.name ?? (pid === process.pid ? path.basename(process.execPath) : 'unknown');
      const told = { id, pid, ppid, name, startedAt };
      this.#known.set(pid, told);
      this.#tree.add(told);
      seen.push(told);
    }
    return seen;
  }

  /** Whether the pid has passed on to a process that started at another time. */
  #isOther(pid: number, startedAt: number): boolean {
    const first = this.#starts.get(pid);
    if (first === undefined) this.#starts.set(pid, startedAt);
    return first !== undefined && Math.abs(first - startedAt) > SAME_START;
  }

  #belongs({ pid }: Listed): boolean {
    return this.scope.kind === 'all' || this.#roots.has(pid) || this.#known.has(pid);
  }
}

/** Those that belong and all their descendants, every parent before its children. */
function parentsFirst(
  listed: readonly Listed[],
  belongs: (process: Listed) => boolean,
): readonly Listed[] {
  const children = new Map<number, Listed[]>();
  for (const process of listed) {
    const siblings = children.get(process.ppid);
    if (siblings === undefined) children.set(process.ppid, [process]);
    else siblings.push(process);
  }
  const queue = listed.filter(belongs);
  const taken = new Set(queue);
  for (const process of taken)
    for (const child of children.get(process.pid) ?? []) taken.add(child);
  return [...taken];
}

async function list(): Promise<readonly Listed[] | null> {
  try {
    return await pidtree(-1, { advanced: true });
  } catch {
    return null; // Too many processes for now, say; or a Windows without the program that lists them.
  }
}

async function readings(pids: readonly number[]): ReturnType<typeof pidusage> {
  try {
    // `ps` is what it uses where this probe is needed; said aloud, so that Linux can test that way.
    return pids.length === 0 ? {} : await pidusage([...pids], { usePs: true, maxage: 0 });
  } catch {
    return {}; // None of the processes is there any more; the next list tells which have ended.
  }
}
