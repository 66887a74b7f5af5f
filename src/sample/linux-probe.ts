import { DESCRIPTORS, FollowedProcess } from './followed-process';
import type { Mark, Observation, Reading, Scope, SeenProcess, SynchronousProbe } from './probe';
import { ProcDiscovery } from './proc-discovery';
import type { ProcSystem } from './proc-system';

/** Reads `/proc` directly, on descriptors kept open where the limit of open files allows. */
export class LinuxProbe implements SynchronousProbe {
  readonly minimumIntervalMs = 1;
  readonly #discovery: ProcDiscovery;
  readonly #followed = new Map<string, FollowedProcess>();
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
    const tell = (process: SeenProcess): void => void seen.push(process);
    for (const id of this.#discovery.update(at)) if (this.#drop(id)) ended.push(id);
    this.#follow(covered);
    for (const followed of this.#followed.values()) {
      const reading = followed.read(at, tell, followed.pid === process.pid ? this.#kept : 0);
      if (reading === 'ended') {
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

  /** Follows the members of the tree that nobody else covers, as they are now. */
  #follow(covered: ReadonlySet<string>): void {
    const { tree } = this.#discovery;
    if (tree.version === this.#version && covered === this.#covered) return;
    this.#version = tree.version;
    this.#covered = covered;
    const wanted = new Map(tree.uncovered(covered).map((member) => [member.id, member.pid]));
    for (const id of this.#followed.keys()) if (!wanted.has(id)) this.#drop(id);
    for (const [id, pid] of wanted) if (!this.#followed.has(id)) this.#take(id, pid);
  }

  #take(id: string, pid: number): void {
    const keeps = this.#kept + DESCRIPTORS <= this.system.descriptors;
    if (keeps) this.#kept += DESCRIPTORS;
    this.#followed.set(id, new FollowedProcess(id, pid, keeps, this.system, this.#buffer));
  }

  /** Lets go of a process; says whether it was ever told of. */
  #drop(id: string): boolean {
    const followed = this.#followed.get(id);
    if (followed === undefined) return false;
    this.#followed.delete(id);
    if (followed.keeps) this.#kept -= DESCRIPTORS;
    followed.close();
    return followed.told;
  }
}
