/** A process that belongs to what is looked at, linked to the nearest ancestor that does too. */
export interface Member {
  readonly id: string;
  readonly pid: number;
  readonly ppid: number;
  parent: Member | null;
}

/** The processes that belong to the run, by pid. A member stays one when its parents end. */
export class ProcessTree {
  readonly #members = new Map<number, Member>();

  #version = 0;

  /** Changes whenever the members do. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#members.size;
  }

  members(): IterableIterator<Member> {
    return this.#members.values();
  }

  get(pid: number): Member | undefined {
    return this.#members.get(pid);
  }

  add(process: { readonly id: string; readonly pid: number; readonly ppid: number }): Member {
    const { id, pid, ppid } = process;
    const member: Member = { id, pid, ppid, parent: this.#members.get(ppid) ?? null };
    this.#members.set(pid, member);
    this.#version += 1;
    return member;
  }

  /** Takes a process out; its children hang on to its parent, so no dead process is kept. */
  remove(pid: number): void {
    const gone = this.#members.get(pid);
    if (gone === undefined) return;
    this.#members.delete(pid);
    this.#version += 1;
    for (const member of this.#members.values()) {
      if (member.parent === gone) member.parent = gone.parent;
    }
  }

  /** The members that are neither covered themselves nor below one that is. */
  uncovered(covered: ReadonlySet<string>): Member[] {
    if (covered.size === 0) return [...this.#members.values()];
    return [...this.#members.values()].filter((member) => {
      for (let at: Member | null = member; at !== null; at = at.parent) {
        if (covered.has(at.id)) return false;
      }
      return true;
    });
  }
}
