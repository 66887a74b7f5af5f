import { startTicksOf } from '../spool/liveness';

/**
 * The id of this process as it stands in `process` and `writer` records: `pid@start`. To be had on
 * the main thread: a worker thread's clock starts with the thread.
 */
export function ownProcessId(): string {
  // Elsewhere the start is told in whole seconds by the system, so it is cut to those here too.
  const start =
    startTicksOf(process.pid) ?? Math.floor((Date.now() - process.uptime() * 1000) / 1000) * 1000;
  return `${process.pid}@${start}`;
}
