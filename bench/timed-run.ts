import { spawn } from 'node:child_process';
import { commandOf, processTree, statusOf } from './process-tree';

/** What one run of Jest cost. Sizes are bytes; a peak is the kernel's own high-water mark. */
export interface TimedRun {
  readonly status: number;
  readonly wallMs: number;
  /** User and system time of Jest and all processes that it has waited for. */
  readonly cpuMs: number;
  readonly mainPeak: number | null;
  readonly workerPeaks: readonly number[];
}

const PEAK_SPACING_MS = 100;

/**
 * Runs a command under a shell that tells its children's CPU time (`times`, POSIX, in steps of 10 ms).
 * What it prints goes to `last-run.log` in its working directory. Watching costs the bench, not the run: the peaks are read from outside.
 */
export async function timedRun(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<TimedRun> {
  const script = '"$@" >last-run.log 2>&1; echo "status $?"; times';
  const startedAt = performance.now();
  const shell = spawn('sh', ['-c', script, 'sh', ...command], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const peaks = new Map<number, { peak: number; isWorker: boolean }>();
  const watch = setInterval(() => {
    if (shell.pid === undefined) return;
    for (const pid of processTree(shell.pid).slice(1)) {
      const status = statusOf(pid);
      if (status === null) continue;
      const isWorker = commandOf(pid).some((word) => word.includes('jest-worker'));
      peaks.set(pid, { peak: status.peakRssKb * 1024, isWorker });
    }
  }, PEAK_SPACING_MS);
  try {
    let output = '';
    for await (const text of shell.stdout.setEncoding('utf8')) output += text;
    const all = [...peaks.values()];
    return {
      status: Number(output.match(/^status (\d+)$/m)?.[1] ?? Number.NaN),
      wallMs: performance.now() - startedAt,
      cpuMs: childrenCpuMs(output),
      mainPeak: all.find(({ isWorker }) => !isWorker)?.peak ?? null,
      workerPeaks: all.filter(({ isWorker }) => isWorker).map(({ peak }) => peak),
    };
  } finally {
    clearInterval(watch);
  }
}

/** The last line of `times`: user and system time of the children, as in `0m21.390s 0m1.020s`. */
export function childrenCpuMs(timesOutput: string): number {
  const last = timesOutput.trim().split('\n').at(-1) ?? '';
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) throw new Error(`Expected two times from the shell, got "${last}".`);
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}
