import { readdirSync, readFileSync } from 'node:fs';

/** Pids of all living descendants of a process, the process itself first. Linux only: elsewhere none. */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

function childrenOf(pid: number): number[] {
  const threads = unlessGone(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) => {
    const list = unlessGone(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
    return (list ?? '').split(' ').filter(Boolean).map(Number);
  });
}

/** What `/proc/<pid>/status` says, in the kernel's kB (1,024 bytes); null once the process is gone. */
export function statusOf(pid: number) {
  const text = unlessGone(() => readFileSync(`/proc/${pid}/status`, 'utf8'));
  // A process that has ended and was not waited for has a status without sizes.
  if (text === null || !text.includes('VmRSS:')) return null;
  const number = (field: string) =>
    Number(text.match(new RegExp(`^${field}:\\s+(\\d+)`, 'm'))?.[1]);
  return {
    name: text.match(/^Name:\s+(.*)$/m)?.[1] ?? '',
    peakRssKb: number('VmHWM'),
    rssKb: number('VmRSS'),
    anonKb: number('RssAnon'),
    vmsKb: number('VmSize'),
    threads: number('Threads'),
  };
}

/** The command line, by its words; empty once the process is gone. */
export function commandOf(pid: number): string[] {
  const text = unlessGone(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  return (text ?? '').split('\0').filter(Boolean);
}

/** A process may end between being listed and being read. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
