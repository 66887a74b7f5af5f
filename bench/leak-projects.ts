import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One of `test/projects/leaks`, with what is known of it; sizes in bytes, at full length. */
export type LeakProject = HealthyProject | LeakingProject;

interface Project {
  readonly name: string;
  readonly where: 'within-file' | 'across-files' | 'child';
  readonly environment?: 'jsdom';
  readonly needs?: 'python3';
  /** Tests fail on purpose. */
  readonly fails?: true;
  readonly about: string;
}

export interface HealthyProject extends Project {
  readonly kind: 'healthy';
}

export interface LeakingProject extends Project {
  readonly kind: 'leak';
  /** The signal that shows it best. */
  readonly signal: 'retained-heap' | 'external' | 'realms' | 'threads' | 'fds' | 'rss';
  readonly retainedBytes: number;
  /** What it took to keep them: `400 tests`, `16 files`, `16 seconds`. */
  readonly over: `${number} ${'tests' | 'files' | 'seconds'}`;
  /** How many whole things (realms, threads, files) are kept. */
  readonly retainedCount?: number;
  /** The file to be named, relative to the project. */
  readonly culprit: string;
}

/** What a leak must retain in a run to have to be found. */
export const largeLeakBytes = 2_000_000;

export const leakProjectsDirectory = resolve(__dirname, '../../test/projects/leaks');

export function readLeakProjects(): readonly LeakProject[] {
  const text = readFileSync(join(leakProjectsDirectory, 'manifest.json'), 'utf8');
  return JSON.parse(text) as LeakProject[];
}
