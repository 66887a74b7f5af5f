import { statSync } from 'node:fs';

/** Counts the bytes of the files that modules were loaded from, each once, as far as they can be told. */
export class LoadedText {
  readonly #seen = new Set<string>();
  #bytes = 0;

  /** @param files absolute paths of all modules loaded so far */
  bytes(files: readonly string[]): number {
    if (files.length === this.#seen.size) return this.#bytes;
    for (const file of files) {
      if (this.#seen.has(file)) continue;
      this.#seen.add(file);
      this.#bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    }
    return this.#bytes;
  }
}
