import { createRequire } from 'node:module';
import path from 'node:path';

export interface HostJest {
  /** The script that `jest` runs. */
  readonly script: string;
  /** jest-circus's runner, of this very Jest. */
  readonly runner: string;
}

/** The Jest of a project, as seen from a directory in it; null where there is none with jest-circus. */
export function findJest(directory: string): HostJest | null {
  for (const name of ['jest', 'jest-cli']) {
    const packageFile = resolveFrom(path.join(directory, 'package.json'), `${name}/package.json`);
    if (packageFile === null) continue;
    const runner = runnerOf(packageFile);
    const script = path.join(path.dirname(packageFile), 'bin/jest.js');
    if (runner !== null) return { script, runner };
  }
  return null;
}

/** Each package is asked for what it depends on itself: a strict installer (pnpm) shows no more. */
function runnerOf(jest: string): string | null {
  const cli = resolveFrom(jest, 'jest-cli/package.json') ?? jest;
  const config = resolveFrom(cli, 'jest-config/package.json') ?? cli;
  return resolveFrom(config, 'jest-circus/runner');
}

function resolveFrom(file: string, name: string): string | null {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return null; // Not installed there: the caller tries elsewhere, or says so.
  }
}
