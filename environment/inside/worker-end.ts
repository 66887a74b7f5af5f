import v8 from 'node:v8';
import { isMainThread, parentPort } from 'node:worker_threads';
import type { InsideProbe } from './probe';

/** jest-worker's messages to its child, first element of an array (`src/types.ts` there, versions 27 to 30). */
const CHILD_MESSAGE_END = 2;
const CHILD_MESSAGE_MEM_USAGE = 3;
/**
 * Jest kills a worker 500 ms after END, and says so to the user. What is left is for the message to come and
 * for Node to exit: with 450 ms it was killed in 2 of 8 runs of a suite on a busy machine.
 */
const DEADLINE_MS = 380;

/**
 * Calls the probe when Jest tells this worker to end: the `exit` event never comes where a timer was left
 * running. In a process that is no worker of Jest's it does nothing, since a listener for messages would
 * keep the process alive.
 *
 * @param idleMemoryLimit Jest's `workerIdleMemoryLimit`, in bytes, or null
 */
export function watchForEnd(probe: InsideProbe, idleMemoryLimit: number | null): void {
  if (isMainThread) watchProcess(probe, idleMemoryLimit);
  else if (isJestWorker('threadChild')) watchThread(probe);
}

function watchProcess(probe: InsideProbe, idleMemoryLimit: number | null): void {
  if (process.send === undefined || !isJestWorker('processChild')) return;
  const listener = (message: unknown): void => {
    // Before Jest answers with its heap: garbage that we collect now, it does not count against the worker.
    if (isMessage(message, CHILD_MESSAGE_MEM_USAGE) && exceeds(idleMemoryLimit)) {
      probe.mayBeReplaced();
    }
    if (!isMessage(message, CHILD_MESSAGE_END)) return;
    // As long as anybody listens the channel keeps the worker from exiting.
    process.off('message', listener);
    void probe.processEnds({ deadlineMs: DEADLINE_MS });
  };
  process.prependListener('message', listener);
}

function watchThread(probe: InsideProbe): void {
  const listener = (message: unknown): void => {
    if (!isMessage(message, CHILD_MESSAGE_END)) return;
    parentPort?.off('message', listener);
    void probe.processEnds({ deadlineMs: DEADLINE_MS });
  };
  parentPort?.on('message', listener);
}

function isJestWorker(entry: string): boolean {
  return process.argv[1]?.endsWith(`${entry}.js`) === true;
}

function isMessage(message: unknown, kind: number): boolean {
  return Array.isArray(message) && message[0] === kind;
}

function exceeds(limit: number | null): boolean {
  return limit !== null && v8.getHeapStatistics().used_heap_size > limit;
}
