import path from 'node:path';
import { formatBytes } from '../units';
import type { Memories, MemoryOutside } from './snapshot/memory-outside';

/** Memory that survives a collection, in bytes, as `process.memoryUsage` tells it: `external` holds `arrayBuffers`. */
export interface MemoryFloor {
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  readonly external: number;
  readonly rss: number;
}

/** Where memory grows that is not in the heap. */
export interface OutsideGrowth {
  readonly kind: 'array-buffers' | 'wasm' | 'threads' | 'external' | 'native';
  /** What grows, with figures. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: string;
}

/** Resident memory moves by more than this without a reason. */
const leastBytes = 1024 * 1024;

/**
 * Says which memory outside the heap grew between two floors; null where the heap grew most, or nothing did.
 * @param outside what heap snapshots in between have shown, oldest first; may be empty
 */
export function growthOutsideHeap(
  first: MemoryFloor,
  last: MemoryFloor,
  outside: readonly MemoryOutside[],
): OutsideGrowth | null {
  const heap = last.heapUsed - first.heapUsed;
  const arrayBuffers = last.arrayBuffers - first.arrayBuffers;
  const external = last.external - first.external - arrayBuffers;
  const native = last.rss - first.rss - Math.max(0, heap) - Math.max(0, external + arrayBuffers);
  const most = Math.max(heap, arrayBuffers, external, native);
  if (most < leastBytes || most === heap) return null;

  const wasm = outside.map((one) => one.wasm);
  if (isRising(wasm.map(({ bytes }) => bytes)) && gained(wasm) > most / 2) return ofWasm(wasm);
  if (most === arrayBuffers) return ofArrayBuffers(arrayBuffers, outside);
  const threads = outside.map((one) => one.threads);
  if (most === native && isRising(threads)) return ofThreads(native, threads);
  return most === external ? ofExternal(external) : ofNative(native, outside.at(-1)?.addons ?? []);
}

function ofArrayBuffers(bytes: number, outside: readonly MemoryOutside[]): OutsideGrowth {
  const buffers = outside.map((one) => one.arrayBuffers);
  return {
    kind: 'array-buffers',
    sentence: `${formatBytes(bytes)} were gained outside the heap, in array buffers (Buffers and typed arrays)${memoriesText(buffers)}.`,
    advice:
      'Look for Buffers or typed arrays that are kept. A small slice keeps the whole buffer that it was cut from: Buffer.from(slice) copies it.',
  };
}

const ofWasm = (wasm: readonly Memories[]): OutsideGrowth => ({
  kind: 'wasm',
  sentence: `The memory of WebAssembly grew outside the heap${memoriesText(wasm)}.`,
  advice:
    'Such a memory never shrinks: free what the module allocates by its own free or delete function, or let go of the instance.',
});

const ofThreads = (bytes: number, threads: readonly number[]): OutsideGrowth => ({
  kind: 'threads',
  sentence: `${formatBytes(bytes)} were gained outside the heap, and worker threads with them: ${threads.join(' → ')}.`,
  advice: 'Await worker.terminate() when a worker thread has done its work.',
});

const ofExternal = (bytes: number): OutsideGrowth => ({
  kind: 'external',
  sentence: `${formatBytes(bytes)} were gained outside the heap, in memory that native objects hold: long strings, streams, zlib, crypto, databases.`,
  advice: 'Look for such objects that are kept, or not closed.',
});

function ofNative(bytes: number, addons: readonly string[]): OutsideGrowth {
  const names = [...new Set(addons.map((file) => path.basename(file)))];
  const which =
    names.length === 0
      ? 'No native addon is loaded: it is memory of Node itself, or memory that was freed and not given back to the system.'
      : `These native addons are loaded: ${names.join(', ')}.`;
  return {
    kind: 'native',
    sentence: `${formatBytes(bytes)} of resident memory were gained above the heap and all that Node counts beside it: native code allocates. ${which}`,
    advice:
      names.length === 0
        ? 'Run it with MALLOC_ARENA_MAX=2 in the environment: where it grows no more, it was fragmentation.'
        : 'Look for what these addons give out and want back, by close, free or destroy.',
  };
}

/** `: 74 → 194 of them, 807 KiB → 30.8 MiB, the largest 256 KiB`; empty where no snapshot tells. */
function memoriesText(all: readonly Memories[]): string {
  const largest = all.at(-1)?.largest;
  if (largest === undefined) return '';
  const counts = all.map(({ count }) => count.toLocaleString('en-US')).join(' → ');
  const sizes = all.map(({ bytes }) => formatBytes(bytes)).join(' → ');
  return `: ${counts} of them, ${sizes}, the largest ${formatBytes(largest)}`;
}

const gained = (all: readonly Memories[]): number =>
  (all.at(-1)?.bytes ?? 0) - (all[0]?.bytes ?? 0);

const isRising = (counts: readonly number[]): boolean =>
  counts.length > 1 && counts.every((count, at) => at === 0 || count > (counts[at - 1] ?? 0));
