import v8 from 'node:v8';
import { type Collector, captureCollector } from './collector';
import type { Reading } from './screen';

/** The process (or worker thread) that is measured: all that the probe knows of the outside. */
export interface Host {
  /** Milliseconds since the epoch. */
  now(): number;
  /** CPU time of the process so far, all threads, in ms. */
  cpuMs(): number;
  /** Makes a collector, once, when the first collection is wanted. */
  captureCollector(): Collector;
  memory(): NodeJS.MemoryUsage;
  heapUsed(): number;
  reading(): Reading;
  /** Native contexts: realms that are alive or not collected yet, and a few of Node's own. */
  contexts(): number;
  pause(ms: number): Promise<void>;
}

/** The host that this code runs in. Reading it costs 1 to 10 µs a call (`bench/inside.ts`). */
export function thisProcess(): Host {
  return {
    now: () => Date.now(),
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    captureCollector: () => captureCollector(process.versions.node, process.execArgv),
    memory: () => process.memoryUsage(),
    heapUsed: () => v8.getHeapStatistics().used_heap_size,
    reading: () => ({
      oldSpace: spaceUsed('old_space') + spaceUsed('large_object_space'),
      external: v8.getHeapStatistics().external_memory,
      rss: process.memoryUsage.rss(),
    }),
    contexts: () => v8.getHeapStatistics().number_of_native_contexts,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

function spaceUsed(name: string): number {
  const space = v8.getHeapSpaceStatistics().find((entry) => entry.space_name === name);
  return space?.space_used_size ?? 0;
}
