/** Runtimes that can be told from the name of a process, as the system has it. */
export type Runtime = 'node' | 'python' | 'java' | 'dotnet' | 'ruby';

const NAMES: readonly (readonly [Runtime, RegExp])[] = [
  // Node's main thread, hence the process, goes by the name of MainThread in later versions.
  ['node', /^(node|nodejs|(node-)?mainthread|tsx|bun|npm|npx|yarn|pnpm)\b/],
  ['python', /^(python|pypy|gunicorn|uvicorn|celery)|\.py$/],
  ['java', /^java\b/],
  ['dotnet', /^dotnet\b/],
  ['ruby', /^ruby/],
];

/** Which runtime runs a process of this name; null where the name does not say. */
export function runtimeOf(name: string): Runtime | null {
  return NAMES.find(([, pattern]) => pattern.test(name.toLowerCase()))?.[0] ?? null;
}
