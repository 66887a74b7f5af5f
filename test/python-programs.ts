import { spawn, spawnSync } from 'node:child_process';

/** The version of `python3`, such as `[3, 11]`; null where there is none. */
export const python: readonly number[] | null = (() => {
  const script = 'import sys; print(*sys.version_info[:2])';
  const { status, stdout } = spawnSync('python3', ['-c', script], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split(' ').map(Number) : null;
})();

/** Tests that are skipped, and say why, where there is no Python that can be looked into. */
export function describePython(name: string, tests: () => void): void {
  const [major = 0, minor = 0] = python ?? [];
  const isThere = major > 3 || (major === 3 && minor >= 8);
  // eslint-disable-next-line jest/valid-describe-callback, jest/valid-title -- handed through
  (isThere ? describe : describe.skip)(
    isThere ? name : `${name} (needs python3, 3.8 or later)`,
    tests,
  );
}

export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `python3` to its end. */
export function runPython(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd?: string,
): Promise<Ended> {
  const child = spawn('python3', args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}
