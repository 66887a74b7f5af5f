import fs from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Taken when the module is loaded: tests may replace what the shared `fs` exports.
const { closeSync, openSync, readdirSync, readFileSync, readlinkSync } = fs;

/** What a process has open at one moment. The sets hold names under `/proc`; null where there is none. */
export interface Resources {
  /** Handles of this thread's event loop, by Node's name for their type. */
  readonly handles: ReadonlyMap<string, number>;
  readonly fds: ReadonlySet<string> | null;
  readonly threads: ReadonlySet<string> | null;
  /** Pids of the children that the main thread started and that still run. */
  readonly children: ReadonlySet<string> | null;
}

export interface ResourceChange {
  readonly kind: 'resource' | 'fd' | 'thread' | 'child';
  /** `TCPServerWrap`, `socket`, `/a/file`, `node`. */
  readonly what: string;
  readonly count: number;
}

/**
 * Types that live until someone closes them. Requests, ticks and immediates are over by themselves, and
 * Jest has some of them under way at the end of a file.
 */
const LASTING = new Set([
  'TCPServerWrap',
  'TCPSocketWrap',
  'TLSWrap',
  'PipeServerWrap',
  'PipeWrap',
  'UDPWrap',
  'FSEventWrap',
  'StatWatcher',
  'ProcessWrap',
  'Worker',
  'Timeout',
  'FileHandle',
  'Http2Session',
]);

/**
 * With `--workerThreads` the counts of the process are those of all its threads'
 * files together, and blame nobody: they are left out there, as where there is no `/proc`.
 */
export function readResources(): Resources {
  const handles = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    if (LASTING.has(type)) handles.set(type, (handles.get(type) ?? 0) + 1);
  }
  if (process.platform !== 'linux' || !isMainThread) {
    return { handles, fds: null, threads: null, children: null };
  }
  return {
    handles,
    fds: openDescriptors(),
    threads: namesIn('/proc/self/task'),
    children: childrenOf(process.pid),
  };
}

/** What was there at both moments: a socket that was closed at the first may be gone by the second. */
export function inBoth(earlier: Resources, later: Resources): Resources {
  const handles = new Map<string, number>();
  for (const [type, count] of earlier.handles) {
    handles.set(type, Math.min(count, later.handles.get(type) ?? 0));
  }
  return {
    handles,
    fds: common(earlier.fds, later.fds),
    threads: common(earlier.threads, later.threads),
    children: common(earlier.children, later.children),
  };
}

/**
 * What is there now and was not before. Hints, not evidence: Jest's own files and pipes count too, and
 * timers that were `unref`ed do not show.
 *
 * @param isOwn tells the links of descriptors that belong to the measuring itself
 */
export function resourceChanges(
  before: Resources,
  now: Resources,
  isOwn: (link: string) => boolean,
): ResourceChange[] {
  const changes: ResourceChange[] = [];
  for (const [type, count] of now.handles) {
    const more = count - (before.handles.get(type) ?? 0);
    if (more > 0) changes.push({ kind: 'resource', what: type, count: more });
  }
  const links = addedTo(before.fds, now.fds)
    .map((fd) => text(() => readlinkSync(`/proc/self/fd/${fd}`)))
    .filter((link) => link !== null && !isKernelObject(link) && !isOwn(link));
  changes.push(...counted('fd', links.map(withoutInode)));
  const threads = addedTo(before.threads, now.threads);
  if (threads.length > 0) changes.push({ kind: 'thread', what: 'thread', count: threads.length });
  const names = addedTo(before.children, now.children).map((pid) =>
    text(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()),
  );
  changes.push(...counted('child', names));
  return changes;
}

function counted(kind: 'fd' | 'child', names: readonly (string | null)[]): ResourceChange[] {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([what, count]) => ({ kind, what, count }));
}

/** Event loops and samplers open these; no test is to blame. */
function isKernelObject(link: string): boolean {
  return link.startsWith('anon_inode:') || link.startsWith('/proc/');
}

/** `socket:[123]` is `socket`: each has a number of its own. */
function withoutInode(link: string | null): string | null {
  return link === null ? null : link.replace(/:\[\d+\]$/, '');
}

function addedTo(before: ReadonlySet<string> | null, now: ReadonlySet<string> | null): string[] {
  if (before === null || now === null) return [];
  return [...now].filter((name) => !before.has(name));
}

function common(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): Set<string> | null {
  return a === null || b === null ? null : new Set([...a].filter((name) => b.has(name)));
}

/** Listing the folder opens it, and it lists itself: at the lowest free number, found by trying. */
function openDescriptors(): Set<string> | null {
  const lowestFree = openSync('/dev/null', 'r');
  closeSync(lowestFree);
  const names = namesIn('/proc/self/fd');
  names?.delete(String(lowestFree));
  return names;
}

function namesIn(directory: string): Set<string> | null {
  try {
    return new Set(readdirSync(directory));
  } catch {
    return null; // A container may hide `/proc`: then there is nothing to compare.
  }
}

function childrenOf(pid: number): Set<string> | null {
  const list = text(() => readFileSync(`/proc/self/task/${pid}/children`, 'utf8'));
  return list === null ? null : new Set(list.split(' ').filter((name) => name.trim() !== ''));
}

function text(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null; // It was closed or ended since it was listed: then it was not left behind.
  }
}
