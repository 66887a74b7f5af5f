import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandOf, processTree, statusOf } from './process-tree';

/** One process of a run, sampled from outside, by column: ms since the run's start, and kB as in /proc. */
export interface SampledProcess {
  readonly role: 'jest-main' | 'jest-worker' | 'child';
  readonly name: string;
  readonly unit: 'kB';
  readonly t: number[];
  readonly rss: number[];
  readonly anon: number[];
  readonly vms: number[];
  readonly threads: number[];
}

const SPACING_MS = 25;
/** The first samples of a process are its parent's image. */
const LEFT_OUT = 4;

/** Runs Jest and samples it and all its descendants every 25 ms. Linux only. */
export async function sampledRun(
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ status: number | null; processes: SampledProcess[] }> {
  const startedAt = performance.now();
  const jest = spawn(program, args, { ...options, stdio: 'ignore' });
  const seen = new Map<number, SampledProcess>();
  const sampling = setInterval(() => {
    if (jest.pid === undefined) return;
    for (const pid of processTree(jest.pid)) {
      const status = statusOf(pid);
      const role = pid === jest.pid ? 'jest-main' : roleOf(commandOf(pid));
      if (status === null || role === null) continue;
      const process = seen.get(pid) ?? { ...emptyColumns(), role, name: status.name, unit: 'kB' };
      seen.set(pid, process);
      process.t.push(Math.round((performance.now() - startedAt) * 10) / 10);
      process.rss.push(status.rssKb);
      process.anon.push(status.anonKb);
      process.vms.push(status.vmsKb);
      process.threads.push(status.threads);
    }
  }, SPACING_MS);
  try {
    const [status] = (await once(jest, 'exit')) as [number | null];
    const long = [...seen.values()].filter(({ t }) => t.length > 2 * LEFT_OUT);
    return { status, processes: long.map(withoutStart) };
  } finally {
    clearInterval(sampling);
  }
}

/** Null for a process that is only just being started or has ended. */
function roleOf(command: readonly string[]): 'jest-worker' | 'child' | null {
  if (command.length === 0) return null;
  return command.some((word) => word.includes('jest-worker')) ? 'jest-worker' : 'child';
}

function emptyColumns() {
  return { t: [], rss: [], anon: [], vms: [], threads: [] };
}

function withoutStart(process: SampledProcess): SampledProcess {
  const { t, rss, anon, vms, threads } = process;
  return {
    ...process,
    t: t.slice(LEFT_OUT),
    rss: rss.slice(LEFT_OUT),
    anon: anon.slice(LEFT_OUT),
    vms: vms.slice(LEFT_OUT),
    threads: threads.slice(LEFT_OUT),
  };
}
