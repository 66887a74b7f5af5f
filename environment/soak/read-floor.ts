import v8 from 'node:v8';
import type { SoakFloor } from '../../src/soak/soak-floor';
import { listenersOf } from '../guard/listener-baseline';
import { readResources } from '../guard/resources';
import { type SharedEmitter, sharedEmitters, sharedObjects } from '../guard/shared-objects';
import type { Collector } from '../inside/collector';

/**
 * Collects and reads, until a second collection in a row frees next to nothing. Finalizers need turns of
 * the event loop in between, and V8's compile jobs some milliseconds: what they hold for the moment made
 * steps of 200 KB, up in one round and down in the next.
 */
export async function takeSoakFloor(
  collector: Collector,
  emitters: readonly SharedEmitter[],
): Promise<SoakFloor> {
  await pause();
  // Right after a collection the pages that it freed are resident still.
  const { rss, heapTotal, external } = process.memoryUsage();
  let heap = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MOST_COLLECTIONS; i += 1) {
    collector.collect();
    await pause();
    const { heapUsed } = process.memoryUsage();
    const settled = heap - heapUsed < SETTLED_BYTES;
    heap = Math.min(heap, heapUsed);
    if (settled) break;
  }
  const resources = readResources();
  return {
    heap: heap - codeBytes(),
    external: process.memoryUsage().external,
    native: rss - heapTotal - external,
    listeners: emitters.reduce<number>((sum, { emitter }) => sum + listenerCount(emitter), 0),
    handles: [...resources.handles.values()].reduce((sum, count) => sum + count, 0),
    threads: resources.threads?.size ?? null,
    fds: resources.fds?.size ?? null,
  };
}

/**
 * V8 goes on compiling what runs often for thousands of runs: with jsdom 50 to 170 KB in rounds of 64 to
 * 512 runs, most of what such rounds grew by. It takes 6 to 60 ms to count.
 */
function codeBytes(): number {
  const { code_and_metadata_size: code, bytecode_and_metadata_size: bytecode } =
    v8.getHeapCodeStatistics();
  return code + bytecode;
}

const MOST_COLLECTIONS = 4;
const SETTLED_BYTES = 2048;

/** The emitters whose listeners are counted: those that all files share, and this file's own `process`. */
export function lastingEmitters(fileProcess: unknown): SharedEmitter[] {
  const shared = sharedEmitters(sharedObjects());
  return typeof fileProcess === 'object' && fileProcess !== null
    ? [...shared, { name: 'process', emitter: fileProcess as SharedEmitter['emitter'] }]
    : shared;
}

function listenerCount(emitter: object): number {
  return [...listenersOf(emitter).values()].reduce((sum, listeners) => sum + listeners.length, 0);
}

const PAUSE_MS = 20;
// Taken when the module is loaded: no test's fake timers reach it.
const { setTimeout } = globalThis;

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS);
  });
}
