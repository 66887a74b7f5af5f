/** More collections than this prove no more. */
const REMEMBERED = 3;

interface Realm {
  readonly path: string;
  readonly global: WeakRef<object>;
  /** Collections it has outlived since its file ended. */
  collections: number;
  failed: boolean;
}

/**
 * Remembers which realm belongs to which file, without keeping any alive. The WeakRefs stand outside the
 * sandboxes. Making or reading a WeakRef pins its target until the current job ends.
 */
export class RealmRegistry {
  #realms: Realm[] = [];
  /** Files that had ended at each of the last collections, newest first. */
  #ended: number[] = [];

  /** The file that starts now: its number, from 1. */
  add(path: string, global: object): number {
    this.#realms.push({ path, global: new WeakRef(global), collections: 0, failed: false });
    return this.#realms.length;
  }

  /** The file that runs could not be run, or one of its tests failed. */
  lastFailed(): void {
    const last = this.#realms.at(-1);
    if (last !== undefined) last.failed = true;
  }

  /** Files that have started. */
  get size(): number {
    return this.#realms.length;
  }

  /** Files over which so many collections have passed since they ended. */
  filesAfter(collections: number): number {
    return this.#ended[collections - 1] ?? 0;
  }

  /** Of the first `ended` files, the numbers of those that failed. */
  failed(ended: number): number[] {
    return this.#realms.slice(0, ended).flatMap(({ failed }, index) => (failed ? [index + 1] : []));
  }

  /** Right after a collection, with `ended` files at an end. */
  collected(ended: number): void {
    this.#ended = [ended, ...this.#ended].slice(0, REMEMBERED);
    for (const realm of this.#realms.slice(0, ended)) {
      if (realm.global.deref() !== undefined) realm.collections++;
    }
  }

  /** Among the first `ended` files, those whose realm is still alive. */
  alive(ended: number): { file: number; path: string; collections: number }[] {
    return this.#realms
      .slice(0, ended)
      .flatMap(({ path, global, collections }, index) =>
        global.deref() === undefined ? [] : [{ file: index + 1, path, collections }],
      );
  }

  clear(): void {
    this.#realms = [];
    this.#ended = [];
  }
}
