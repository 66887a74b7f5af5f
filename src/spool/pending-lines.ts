import type { SpoolRecord } from './records';

/** Bytes kept while nothing can be written. */
const BOUND = 1 << 20;
/** What a reader misses least. */
const DROPPABLE = new Set<SpoolRecord['type']>(['samples', 'tests', 'cost']);

interface Line {
  readonly bytes: Buffer;
  readonly droppable: boolean;
}

/** Lines that wait to be written, and the count of those that could not wait any longer. */
export class PendingLines {
  /** The last write ended within a line: the next one starts on a line of its own. */
  torn = false;
  #lines: Line[] = [];
  #bytes = 0;
  #sent = 0;
  #lost: { records: number; code: string } | null = null;
  #taken: readonly Line[] = [];

  get bytes(): number {
    return this.#bytes;
  }

  /** Records that wait or are lost. */
  get unwritten(): number {
    return this.#lines.length + (this.#lost?.records ?? 0);
  }

  push(record: SpoolRecord): void {
    const line = toLine(record);
    this.#lines.push(line);
    this.#bytes += line.bytes.length;
  }

  /** Everything that waits, in one piece, led by a `lost` record where there is something to tell. */
  take(): Buffer {
    const lost = this.#lost;
    this.#taken =
      lost === null
        ? this.#lines
        : [toLine({ type: 'lost', at: Date.now(), ...lost }), ...this.#lines];
    const start = this.torn && this.#taken.length > 0 ? [NEWLINE] : [];
    return Buffer.concat([...start, ...this.#taken.map((line) => line.bytes)]);
  }

  /** `written` bytes of what was taken are in the file; the lines not wholly there wait on. */
  settle(written: number): void {
    if (written === 0) return;
    let end = this.torn ? 1 : 0;
    let whole = 0;
    for (const { bytes } of this.#taken) {
      if (end + bytes.length > written) break;
      end += bytes.length;
      whole += 1;
    }
    this.torn = written > end;
    const led = this.#taken.length > this.#lines.length;
    if (led && whole > 0) this.#lost = null;
    const sent = led ? Math.max(0, whole - 1) : whole;
    for (const { bytes } of this.#lines.splice(0, sent)) this.#bytes -= bytes.length;
    this.#sent += sent;
    this.#taken = [];
  }

  /** Keeps within the bound: the older half of what a reader misses least goes first. */
  bound(code: string): void {
    if (this.#bytes <= BOUND) return;
    const half = this.#lines.length / 2;
    let kept = this.#lines.filter((line, i) => i >= half || !line.droppable);
    if (sizeOf(kept) > BOUND) kept = kept.slice(kept.length / 2);
    this.#lose(this.#lines.length - kept.length, code);
    this.#lines = kept;
    this.#bytes = sizeOf(kept);
  }

  /** What was written is gone with its file; so many records, or all, will be told again. */
  forget(code: string, retold: number | 'all'): void {
    this.#lose(retold === 'all' ? 0 : Math.max(0, this.#sent - retold), code);
    this.#sent = 0;
    this.torn = false;
  }

  /** What waited has been written by other means. A note on a deleted file stays to be told. */
  clear(): void {
    this.#lines = [];
    this.#bytes = 0;
    this.torn = false;
    if (this.#lost !== null) this.#lost.records = 0;
  }

  #lose(records: number, code: string): void {
    this.#lost = { records: (this.#lost?.records ?? 0) + records, code };
  }
}

const NEWLINE = Buffer.from('\n');

function toLine(record: SpoolRecord): Line {
  return {
    bytes: Buffer.from(`${JSON.stringify(record)}\n`),
    droppable: DROPPABLE.has(record.type),
  };
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.bytes.length, 0);
}
