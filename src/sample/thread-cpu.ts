import { open, readKept } from './proc-file';

/**
 * CPU time of the thread that calls this, in ms since it started: from the scheduler's own count on
 * Linux, which is exact to the last time the thread slept; elsewhere from Node where it tells (22.19
 * on), else null.
 */
export function createThreadCpu(): () => number | null {
  const buffer = Buffer.allocUnsafe(128);
  const descriptor = open('/proc/thread-self/schedstat');
  return () => {
    const length = descriptor >= 0 ? readKept(descriptor, buffer) : 0;
    const nanoseconds = length > 0 ? Number.parseInt(buffer.toString('latin1', 0, length), 10) : 0;
    if (nanoseconds > 0) return nanoseconds / 1e6;
    const usage = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.();
    return usage === undefined ? null : (usage.user + usage.system) / 1000;
  };
}
