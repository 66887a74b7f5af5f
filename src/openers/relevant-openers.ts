import type { OpenCensus, OpenedKind } from './census';
import { type GrownOpener, grownOpeners } from './grown-openers';

/** What may be the cause where one of these grows. */
const CAUSES: Readonly<Record<string, readonly OpenedKind[]>> = {
  threads: ['thread'],
  // A thread has an event loop of its own, with some descriptors.
  fds: ['file', 'socket', 'connection', 'server', 'datagrams', 'child', 'thread', 'watcher'],
  handles: ['thread', 'child', 'server', 'socket', 'connection', 'datagrams', 'watcher', 'timer'],
  listeners: [],
  native: ['thread'],
  external: ['thread', 'child', 'server', 'socket', 'connection', 'datagrams'],
};
/** Of the heap. Not sockets: that an agent keeps them open for a while is no leak of what else there is. */
const HOLDS_MEMORY: readonly OpenedKind[] = [
  'thread',
  'child',
  'server',
  'datagrams',
  'file',
  'watcher',
  'timer',
];
const COUNTS: readonly string[] = ['threads', 'fds', 'handles', 'listeners'];

/** Whether a signal counts whole things, whose openers can be told. */
export function countsOpened(signal: string): boolean {
  return COUNTS.includes(signal);
}

/** Those who open more with each run, as far as they may be the cause that a signal grows. */
export function relevantOpeners(censuses: readonly OpenCensus[], signal: string): GrownOpener[] {
  const kinds = CAUSES[signal] ?? HOLDS_MEMORY;
  const relevant = censuses.map((census) => ({
    ...census,
    open: census.open.filter(({ kind }) => kinds.includes(kind)),
  }));
  return grownOpeners(relevant);
}
