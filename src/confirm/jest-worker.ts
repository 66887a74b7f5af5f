import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The module with which jest-runner's own workers run a test file, from the resolved `runner` of a
 * project's config; null for another runner (jest-light-runner, an Electron one), which does it otherwise.
 */
export function testWorkerOf(runner: unknown): string | null {
  if (typeof runner !== 'string') return null;
  const file = path.join(path.dirname(runner), 'testWorker.js');
  const isJestRunner = path.basename(path.resolve(runner, '../..')) === 'jest-runner';
  return isJestRunner && existsSync(file) ? file : null;
}

/**
 * Jest's global config for runs that nobody asked for: no snapshot is written, nothing is covered, and
 * nothing is measured by Jest that we measure ourselves.
 */
export function quietConfig(globalConfig: object): object {
  return {
    ...globalConfig,
    updateSnapshot: 'none',
    collectCoverage: false,
    detectLeaks: false,
    detectOpenHandles: false,
    logHeapUsage: false,
    bail: 0,
    verbose: false,
  };
}
