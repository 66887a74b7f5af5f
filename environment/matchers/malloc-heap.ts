import { closeSync, openSync, readSync } from 'node:fs';
import os from 'node:os';

/** Blocks that the main thread has from `malloc` and has not freed, and their bytes, headers included. */
export interface MallocUse {
  readonly blocks: number;
  readonly bytes: number;
}

/** Reads memory from an address on; answers how many bytes were read. */
export type ReadMemory = (address: number, into: Uint8Array) => number;

const WINDOW = 1 << 20;
const ATTEMPTS = 3;
const HEADER = 16;
const SMALLEST = 32;
const PREVIOUS_IN_USE = 1;
/** Of a block's flags, those that no block of the main thread's own heap has: mapped, of another arena. */
const FOREIGN = 6;

/**
 * What the main thread of this process has from glibc's `malloc`, to the block. The resident set tells it to
 * a few megabytes at best: freed memory stays in it, and new blocks fill the holes. So the heap between
 * glibc's first block and the program break is walked from header to header, as read from /proc/self/mem;
 * see `malloc_chunk` in glibc's malloc.c. A megabyte takes about 1 ms.
 */
export class MallocHeap {
  // Kept, as it would come from `malloc` itself; and no text is made of what is read.
  readonly #window = Buffer.alloc(WINDOW);

  /**
   * Null where it cannot be had: another C library or system, another processor's layout, and, in three processes
   * of a hundred, a break that cannot grow: something was mapped right behind it. Of other threads' blocks,
   * and of large ones, which are mapped, nothing is known.
   */
  use(): MallocUse | null {
    const known = process.arch === 'x64' || (process.arch === 'arm64' && os.endianness() === 'LE');
    if (process.platform !== 'linux' || !known) return null;
    // Other threads free blocks meanwhile: the segment may end sooner than it did, or a header be gone.
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const use = this.#attempt();
      if (use !== null) return use;
    }
    return null;
  }

  #attempt(): MallocUse | null {
    try {
      const segment = this.#reading('/proc/self/maps', (file) => this.#segment(file));
      if (segment === null) return null;
      return this.#reading('/proc/self/mem', (file) =>
        walkHeap((address, into) => readSync(file, into, 0, into.length, address), {
          ...segment,
          window: this.#window,
        }),
      );
    } catch {
      return null; // No /proc here, or memory that the process may not read: the resident set must do.
    }
  }

  #reading<T>(path: string, read: (file: number) => T): T {
    const file = openSync(path, 'r');
    try {
      return read(file);
    } finally {
      closeSync(file);
    }
  }

  /** The list is handed out a page at a time; the segment stands among its first lines. */
  #segment(file: number): Segment | null {
    let length = 0;
    for (;;) {
      const read = readSync(file, this.#window, length, WINDOW - length, null);
      if (read === 0) return null;
      length += read;
      const at = this.#window.subarray(0, length).lastIndexOf('[heap]\n');
      if (at >= 0) return heapSegment(this.#window.toString('latin1', 0, at + '[heap]'.length));
    }
  }
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

interface HeapToWalk extends Segment {
  /** What is read at a time, a multiple of 16 bytes. */
  readonly window: Uint8Array;
}

/** The program break's segment in text of `/proc/<pid>/maps`; a kernel may list it in pieces. */
export function heapSegment(maps: string): Segment | null {
  const lines = maps.split('\n').filter((line) => line.endsWith('[heap]'));
  const bounds = lines.map((line) => line.slice(0, line.indexOf(' ')).split('-'));
  const start = Number.parseInt(bounds[0]?.[0] ?? '', 16);
  const end = Number.parseInt(bounds.at(-1)?.[1] ?? '', 16);
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) ? { start, end } : null;
}

/** Null where the headers do not make sense: this is no heap of glibc's, or it goes on elsewhere. */
export function walkHeap(read: ReadMemory, { start, end, window }: HeapToWalk): MallocUse | null {
  const words = new Uint32Array(window.buffer, window.byteOffset, window.length / 4);
  let from = start;
  let length = read(from, window);
  let blocks = 0;
  let bytes = 0;
  let previous = 0;
  for (let at = start; at < end; ) {
    if (at + HEADER > from + length) {
      from = at;
      length = read(from, window);
      if (length < HEADER) return null;
    }
    const word = (at - from) / 4 + 2;
    const low = words[word] ?? 0;
    const size = (low & ~7) >>> 0;
    if (words[word + 1] !== 0 || size < SMALLEST || size % HEADER !== 0) return null;
    if ((low & FOREIGN) !== 0) return null;
    // A header tells of the block before whether that is in use; of the last, what is left, nothing does.
    if (previous > 0 && (low & PREVIOUS_IN_USE) !== 0) {
      blocks += 1;
      bytes += previous;
    }
    previous = size;
    at += size;
  }
  return { blocks, bytes };
}
