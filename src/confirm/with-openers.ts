import type { Verdict } from '../report/report';
import type { Bench } from './bench';
import { findOpeners } from './find-openers';
import type { Task } from './plan';
import type { Growth, Repeated } from './repeated';

export interface RepeatedForMemory {
  readonly repeated: Repeated;
  /** The verdict of the run, where it has one. */
  readonly sure: Verdict | undefined;
  readonly task: Task;
  /** The test file, absolute. */
  readonly file: string;
  readonly per: 'test' | 'file';
  readonly bench: Bench;
  /** By the clock, in ms since the epoch. */
  readonly deadline: number;
}

/** With less, a fresh process has hardly begun. */
const LEAST_MS = 4_000;

/**
 * Where memory grows, and no code is known to hold it: timers, sockets and threads are held by Node itself, so
 * that no path through the heap leads to who started them. Adds who opens more than is closed again.
 */
export async function withOpeners({
  repeated,
  sure,
  task,
  file,
  per,
  bench,
  deadline,
}: RepeatedForMemory): Promise<Repeated> {
  const growth = repeated.outcome === 'grows' ? repeated.verdict : leak(sure);
  const timeMs = deadline - Date.now();
  if (growth === null || namesCode(repeated, growth, task) || timeMs < LEAST_MS) return repeated;
  const found = await findOpeners(file, growth, per, bench, timeMs);
  if (found.outcome !== 'grows' || found.openers === undefined) return repeated;
  return repeated.outcome === 'grows' ? { ...repeated, openers: found.openers } : found;
}

function leak(sure: Verdict | undefined): Growth['verdict'] | null {
  return sure?.kind === 'leak' ? sure : null;
}

function namesCode(repeated: Repeated, { culprits }: Growth['verdict'], { file }: Task): boolean {
  const known =
    repeated.outcome === 'grows' ? (repeated.diagnosis?.culprit ?? repeated.openers) : null;
  return (known ?? null) !== null || culprits.some(({ path }) => path !== file);
}
