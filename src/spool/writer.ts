import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from './error-code';
import { PendingLines } from './pending-lines';
import type { SpoolRecord } from './records';
import { RememberedRecords } from './remembered-records';
import { leaveTrouble } from './trouble';

// Taken when the module is loaded: the tests of a run may replace what the shared `fs` exports.
const { closeSync, constants, fstatSync, mkdirSync, openSync, unlinkSync, writeSync } = fs;

/** Bytes that wait at most before they are written without being asked for. */
const BUFFER_BYTES = 1 << 16;
const RECREATIONS = 3;

/** Tells all that was written so far, in as few records as it likes: the `writer` record first. */
export type Retell = () => Iterable<SpoolRecord>;

/**
 * Appends records to a file of the spool, one line each. It never throws: what cannot be written
 * waits in a bounded buffer for the next flush, and what had to be dropped is told by a `lost` record.
 */
export class SpoolWriter {
  readonly #base: string;
  readonly #retell: Retell | null;
  readonly #remembered = new RememberedRecords();
  readonly #parent = process.ppid;
  readonly #pending = new PendingLines();
  #generation = 1;
  /** The file as it was made, to tell it from another that got its descriptor. */
  #file: { readonly ino: number; readonly dev: number } | null = null;
  #descriptor = -1;
  #bytes = 0;
  #code: string | null = null;
  #recreations = 0;
  #closed = false;

  /**
   * `file` is named `….1.ndjson`; a later generation has another number there. Where `retell` is left
   * out, the writer itself remembers what a file needs to be readable, should it be deleted.
   */
  constructor(file: string, retell: Retell | null = null) {
    this.#base = file.replace(/\.1\.ndjson$/, '');
    this.#retell = retell;
    this.flush();
  }

  get path(): string {
    return `${this.#base}.${this.#generation}.ndjson`;
  }

  /** Size of the file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Why nothing can be written at present, and how many records wait or are lost; null if all is well. */
  get failure(): { readonly code: string; readonly records: number } | null {
    return this.#code === null ? null : { code: this.#code, records: this.#pending.unwritten };
  }

  write(record: SpoolRecord): void {
    if (this.#closed) return;
    this.#pending.push(record);
    if (this.#retell === null) this.#remembered.take(record);
    if (this.#code === null && this.#pending.bytes > BUFFER_BYTES) this.flush();
    this.#pending.bound(this.#code ?? 'EAGAIN');
  }

  flush(): void {
    this.#flush(true);
  }

  #flush(mayRecreate: boolean): void {
    if (this.#closed) return;
    try {
      this.#check();
      if (this.#descriptor < 0) this.#open(mayRecreate);
      this.#send();
      this.#code = null;
    } catch (error) {
      const known = this.#code;
      this.#code = codeOf(error);
      if (this.#code !== known) leaveTrouble(this.#base, this.#code);
    }
  }

  /**
   * Starts a new generation of the file: the opening, then a mark that it is complete. What waited to
   * be written is taken to be in the opening. Returns whether it worked; if not, the older generation
   * is kept and written on.
   */
  rewrite(): boolean {
    if (this.#closed) return false;
    const old = { path: this.path, descriptor: this.#descriptor, bytes: this.#bytes };
    this.#generation += 1;
    try {
      this.#create();
    } catch (error) {
      this.#code = codeOf(error);
      this.#generation -= 1;
      this.#descriptor = old.descriptor;
      this.#bytes = old.bytes;
      return false;
    }
    this.#pending.clear();
    this.#code = null;
    discard(old.descriptor, old.path);
    return true;
  }

  /** Writes what waits. A spool that is gone by now was removed at the end of its run. */
  close(): void {
    if (this.#closed) return;
    this.#flush(false);
    this.#closed = true;
    if (this.#descriptor >= 0) discard(this.#descriptor, null);
  }

  /** Lets go of a descriptor that no longer leads to our file: closed by others, or file deleted. */
  #check(): void {
    if (this.#descriptor < 0) return;
    const descriptor = this.#descriptor;
    try {
      const { ino, dev, nlink } = fstatSync(descriptor);
      if (ino === this.#file?.ino && dev === this.#file.dev) {
        if (nlink > 0) return;
        discard(descriptor, null);
      }
    } catch {
      // Not open: someone closed a number that was not theirs. The file is opened again.
    }
    this.#descriptor = -1;
  }

  #open(mayRecreate: boolean): void {
    if (this.#file !== null) {
      try {
        this.#adopt(openSync(this.path, constants.O_WRONLY | constants.O_APPEND));
        this.#pending.torn = true;
        return;
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
        this.#file = null;
        this.#pending.forget('ENOENT', this.#retell === null ? this.#remembered.count : 'all');
      }
    }
    try {
      this.#create();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || !mayRecreate || !this.#runGoesOn()) throw error;
      this.#recreations += 1;
      mkdirSync(path.dirname(this.path), { mode: 0o700 });
      this.#create();
    }
    if (this.#retell !== null) this.#pending.clear();
  }

  /** A run that is over removes its spool; a process that it left behind must not bring it back. */
  #runGoesOn(): boolean {
    return this.#recreations < RECREATIONS && process.ppid === this.#parent;
  }

  #create(): void {
    const descriptor = openSync(this.path, 'ax', 0o600);
    let bytes = 0;
    try {
      for (const block of blocksOf(
        (this.#retell ?? this.#remembered.all)(),
        this.#generation > 1,
      )) {
        bytes += writeAll(descriptor, block);
      }
    } catch (error) {
      discard(descriptor, this.path);
      throw error;
    }
    this.#adopt(descriptor);
    this.#bytes = bytes;
  }

  #adopt(descriptor: number): void {
    const { ino, dev } = fstatSync(descriptor);
    this.#descriptor = descriptor;
    this.#file = { ino, dev };
  }

  #send(): void {
    const parcel = this.#pending.take();
    if (parcel.bytes.length === 0) return;
    let written = 0;
    try {
      writeAll(this.#descriptor, parcel.bytes, (n) => (written += n));
    } finally {
      this.#bytes += written;
      this.#pending.settle(parcel, written);
    }
  }
}

/** The opening in pieces of about the buffer's size. */
function* blocksOf(records: Iterable<SpoolRecord>, marked: boolean): Generator<Buffer> {
  let text = '';
  for (const record of records) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length < BUFFER_BYTES) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(marked ? `${text}${JSON.stringify({ type: 'complete' })}\n` : text);
}

function writeAll(descriptor: number, bytes: Buffer, wrote?: (n: number) => void): number {
  for (let at = 0; at < bytes.length; ) {
    const n = writeSync(descriptor, bytes, at, bytes.length - at);
    if (n === 0) throw new Error('nothing written');
    at += n;
    wrote?.(n);
  }
  return bytes.length;
}

function discard(descriptor: number, file: string | null): void {
  try {
    if (descriptor >= 0) closeSync(descriptor);
    if (file !== null) unlinkSync(file);
  } catch {
    // Closed or deleted by someone else already, which is what was wanted.
  }
}
