import fs from 'node:fs';
import path from 'node:path';
import { isRunning } from '../spool/liveness';
import { readOnce } from './proc-file';

const PAUSE = 1_000;
/** A sampler writes every second; one that has been silent for so long covers nothing any more. */
const SILENCE = 5_000;
/** A directory's time is as coarse as the kernel's tick: two changes may bear the same one. */
const COARSE = 50;

/**
 * The processes of the run that have a sampler of their own, told by its file in the spool. That one
 * covers its process and the descendants; when it falls silent or its process ends, it covers nothing.
 */
export class CoveredProcesses {
  readonly #buffer = Buffer.allocUnsafe(1024);
  /** Id of the process by name of its sampler's file; null until the first line is there. */
  #samplers = new Map<string, string | null>();
  #covered: ReadonlySet<string> = new Set();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #changedAt = -1;
  #listedAt = 0;

  constructor(
    readonly directory: string,
    readonly ownPid: number,
    readonly intervalMs: number,
  ) {}

  /** Ids, in a set that stays the same object while nothing changes. `now` is the system's time. */
  at(now: number): ReadonlySet<string> {
    if (Math.abs(now - this.#lookedAt) < PAUSE) return this.#covered;
    this.#lookedAt = now;
    this.#list(now);
    const covered = new Set<string>();
    for (const [name, known] of this.#samplers) {
      const id = known ?? this.#processOf(name);
      this.#samplers.set(name, id);
      if (id !== null && this.#isFresh(name, now) && runs(id)) covered.add(id);
    }
    if (!sameIds(covered, this.#covered)) this.#covered = covered;
    return this.#covered;
  }

  #list(now: number): void {
    try {
      const changedAt = fs.statSync(this.directory).mtimeMs;
      if (changedAt === this.#changedAt && changedAt < this.#listedAt - COARSE) return;
      this.#changedAt = changedAt;
      this.#listedAt = now;
      const names = fs.readdirSync(this.directory).filter((name) => this.#isOthers(name));
      this.#samplers = new Map(names.map((name) => [name, this.#samplers.get(name) ?? null]));
    } catch {
      this.#samplers.clear(); // The spool was deleted; a sampler that makes it anew shows again.
    }
  }

  #isOthers(name: string): boolean {
    const pid = /^sampler-(\d+)-.*\.ndjson$/.exec(name)?.[1];
    return pid !== undefined && Number(pid) !== this.ownPid;
  }

  /** From the first line, where the process is named with its start: the pid alone may be reused. */
  #processOf(name: string): string | null {
    const length = readOnce(path.join(this.directory, name), this.#buffer);
    if (length <= 0) return null;
    return /"processId":"([^"]+)"/.exec(this.#buffer.toString('latin1', 0, length))?.[1] ?? null;
  }

  #isFresh(name: string, now: number): boolean {
    const stat = fs.statSync(path.join(this.directory, name), { throwIfNoEntry: false });
    return stat !== undefined && now - stat.mtimeMs < Math.max(SILENCE, 3 * this.intervalMs);
  }
}

function runs(id: string): boolean {
  const [pid, start] = id.split('@');
  return isRunning(Number(pid), process.platform === 'linux' ? Number(start) : 0);
}

function sameIds(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}
