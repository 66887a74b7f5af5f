import type { SpoolRecord } from './records';

/** Marks remembered at most: the start and the end of a thousand test files. */
const BOUND = 2_000;

/** What the rest of a file cannot be read without, and the marks of files, which are few and short. */
export class RememberedRecords {
  #heads: SpoolRecord[] = [];
  #marks: SpoolRecord[] = [];

  get count(): number {
    return this.#heads.length + this.#marks.length;
  }

  take(record: SpoolRecord): void {
    if (record.type === 'writer' || record.type === 'process') this.#heads.push(record);
    if (record.type === 'file-start' || record.type === 'file-end') this.#marks.push(record);
    if (this.#marks.length > BOUND) this.#marks = this.#marks.slice(BOUND / 2);
  }

  readonly all = (): SpoolRecord[] => [...this.#heads, ...this.#marks];
}
