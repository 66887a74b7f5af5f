import type { SpoolRecord } from './records';

/** Bytes kept while nothing can be written. */
const BOUND = 1 << 20;
/** What a reader misses least. */
const DROPPABLE = new Set<SpoolRecord['type']>(['samples', 'tests', 'cost']);

/** What is to be written at once, and how many of its lines are not those that wait. */
export interface Parcel {
  readonly bytes: Buffer;
  readonly extra: number;
}

interface Line {
  readonly text: string;
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
    this.#bytes += line.text.length;
  }

  /** Everything that waits, in one piece, led by a `lost` record where there is something to tell. */
  take(): Parcel {
    let text = this.#lines.map((line) => line.text).join('');
    const lost = this.#lost;
    if (lost !== null) text = toLine({ type: 'lost', at: Date.now(), ...lost }).text + text;
    if (this.torn && text !== '') text = `\n${text}`;
    return { bytes: Buffer.from(text), extra: (lost === null ? 0 : 1) + (this.torn ? 1 : 0) };
  }

  /** `written` bytes of the parcel are in the file; the lines not wholly there wait on. */
  settle({ bytes, extra }: Parcel, written: number): void {
    if (written === 0) return;
    const sent = linesIn(bytes, written) - extra;
    this.torn = bytes[written - 1] !== NEWLINE;
    if (sent >= 0) this.#lost = null;
    for (const { text } of this.#lines.splice(0, Math.max(0, sent))) this.#bytes -= text.length;
    this.#sent += Math.max(0, sent);
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

const NEWLINE = 10;

function linesIn(bytes: Buffer, length: number): number {
  let lines = 0;
  for (
    let at = bytes.indexOf(NEWLINE);
    at >= 0 && at < length;
    at = bytes.indexOf(NEWLINE, at + 1)
  ) {
    lines += 1;
  }
  return lines;
}

function toLine(record: SpoolRecord): Line {
  return { text: `${JSON.stringify(record)}\n`, droppable: DROPPABLE.has(record.type) };
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.text.length, 0);
}
