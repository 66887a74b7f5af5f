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

/** The host that this code runs in. Reading it costs 0.5 to 20 µs a call (`bench/inside.ts`). */
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
      oldSpace: oldSpaceUsed(),
      external: v8.getHeapStatistics().external_memory,
      rss: process.memoryUsage.rss(),
    }),
    contexts: () => v8.getHeapStatistics().number_of_native_contexts,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

const OLD_SPACES: readonly string[] = ['old_space', 'large_object_space'];

function oldSpaceUsed(): number {
  return v8
    .getHeapSpaceStatistics()
    .filter(({ space_name }) => OLD_SPACES.includes(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}
