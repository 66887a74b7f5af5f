import { execFile } from 'node:child_process';
import path from 'node:path';

/** What `ps` tells of a process that pidusage does not. */
export interface PsEntry {
  readonly name: string;
  /** Milliseconds since the epoch, in whole seconds. */
  readonly startedAt: number;
}

/** Names without arguments: a command line can hold secrets. Empty where there is no `ps`. */
export function psNames(pids: readonly number[]): Promise<Map<number, PsEntry>> {
  if (process.platform === 'win32' || pids.length === 0) return Promise.resolve(new Map());
  // A fixed zone and language, so that the start time can be parsed.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const args = ['-o', 'pid=,lstart=,comm=', '-p', pids.join(',')];
  return new Promise((resolve) => {
    // It exits 1 when one of the processes has ended; what it printed of the others counts.
    execFile('ps', args, { env }, (_, stdout) => resolve(parsePs(stdout)));
  });
}

/** Lines of `ps -o pid=,lstart=,comm=`; the name comes last and may hold spaces, or be a path. */
export function parsePs(text: string): Map<number, PsEntry> {
  const entries = new Map<number, PsEntry>();
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line);
    if (match === null) continue;
    const startedAt = Date.parse(`${match[2]} UTC`);
    entries.set(Number(match[1]), { name: path.basename(match[3] as string), startedAt });
  }
  return entries;
}
