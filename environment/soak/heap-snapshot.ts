import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { formatBytes } from '../../src/units';
import { noteLineEnds } from './line-ends';

export type SnapshotOutcome =
  | { readonly outcome: 'written'; readonly file: string }
  /** `reason` is one sentence for the user. */
  | { readonly outcome: 'refused' | 'failed'; readonly reason: string };

/** What the machine has to spare, in bytes; `disk` null where it cannot be told. */
export interface Room {
  readonly heap: number;
  readonly memory: number;
  readonly disk: number | null;
}

/** Writing adds up to 11.2 times the heap to the process's memory: 2,660 MB at 238 MB of small objects. */
const MEMORY_PER_HEAP = 12;
/** A file has up to twice the heap's size. */
const DISK_PER_HEAP = 3;

/** Of this process (or worker thread). */
let isPrepared = false;

/**
 * Writes a heap snapshot of this process (or worker thread), 50 to 110 ms of CPU for each MB of heap, in which nothing else
 * runs. V8 collects garbage first. It refuses where the machine might run out of memory or disk space by
 * it. Never throws; what was written of a file that could not be finished is removed.
 *
 * Objects keep their ids from one snapshot to the next unless an inspector session is closed in between.
 */
export function writeHeapSnapshot(file: string): SnapshotOutcome {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const refusal = refusalFor(roomFor(file));
    if (refusal !== null) return { outcome: 'refused', reason: refusal };
    if (!isPrepared) noteLineEnds();
    isPrepared = true;
    return { outcome: 'written', file: v8.writeHeapSnapshot(file) };
  } catch (error) {
    return {
      outcome: 'failed',
      reason: `No heap snapshot could be written: ${removed(file, error)}`,
    };
  }
}

/**
 * Whether there is time for a third snapshot, by what the first took. Two more are written then, and three
 * read, each in a third of that.
 */
export function isTimeForThree(firstMs: number, leftMs: number): boolean {
  return leftMs > 3 * firstMs;
}

/** Half a snapshot is of no use; what failed, and whether the rest of it is still there. */
function removed(file: string, error: unknown): string {
  try {
    rmSync(file, { force: true });
    return String(error);
  } catch (cause) {
    return `${String(error)} (and ${file} could not be removed: ${String(cause)})`;
  }
}

/** Why there is not room enough, or null where there is. */
export function refusalFor({ heap, memory, disk }: Room): string | null {
  if (memory < heap * MEMORY_PER_HEAP) {
    return `No heap snapshot was taken: writing one of ${formatBytes(heap)} of heap takes up to ${formatBytes(heap * MEMORY_PER_HEAP)} of memory, and ${formatBytes(memory)} are free.`;
  }
  if (disk !== null && disk < heap * DISK_PER_HEAP) {
    return `No heap snapshot was taken: one of ${formatBytes(heap)} of heap takes up to ${formatBytes(heap * DISK_PER_HEAP)} on disk, and ${formatBytes(disk)} are free.`;
  }
  return null;
}

function roomFor(file: string): Room {
  const { bavail, bsize } = statfsSync(path.dirname(file));
  const disk = bavail * bsize;
  return {
    heap: v8.getHeapStatistics().used_heap_size,
    // What the container has left, where there is one.
    memory: process.availableMemory(),
    // File systems that keep no count say that they have nothing at all.
    disk: disk > 0 ? disk : null,
  };
}
