import { setImmediate } from 'node:timers';
import { captureCollector } from '../inside/collector';
import { MallocHeap } from './malloc-heap';

/** What stands after a full collection, in bytes. */
export interface MemoryFloor {
  readonly heap: number;
  /** Memory outside the heap that objects hold, array buffers among it. */
  readonly external: number;
  /** What the main thread has from `malloc` and has not freed; null where that cannot be told. */
  readonly malloc: number | null;
  /** Resident set less heap, external memory and `malloc`: native code in other threads, mapped memory. */
  readonly rest: number;
}

/** How the thread that runs the test is measured. */
export interface Meter {
  readonly takeFloor: () => Promise<MemoryFloor>;
  /** Bytes of heap and external memory, garbage included. */
  readonly inUse: () => number;
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
}

// Held from the beginning: fake timers replace the properties, not these functions.
const later = setImmediate;

/** One turn of the event loop: what waits for it to be let go of is let go of. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void later(resolve));
}

/** Measures the thread that it is called in. */
export function threadMeter(now: () => number): Meter {
  const collector = captureCollector(process.versions.node, process.execArgv);
  const mallocHeap = new MallocHeap();
  const takeFloor = async (): Promise<MemoryFloor> => {
    await turn();
    collector.collect();
    // Finalizers run in a turn of their own, and what they let go of goes with the second collection.
    await turn();
    collector.collect();
    const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
    const malloc = mallocHeap.use()?.bytes ?? null;
    const rest = rss - heapTotal - external - (malloc ?? 0);
    return { heap: heapUsed, external, malloc, rest };
  };
  const inUse = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  return { takeFloor, inUse, now };
}
