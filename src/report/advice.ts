import { printable } from './printable';
import { runtimeOf } from './runtime';
import type { Culprit, ReportedProcess } from './report';

type Subject = Pick<ReportedProcess, 'role' | 'name' | 'startedBy'> & {
  /** Null where the process is gone: a recording of it is all there is. */
  readonly pid: number | null;
};

/**
 * What to do next about a process that grows: sentences on lines of their own, and below a sentence, by
 * two spaces, the command it speaks of.
 */
export function adviceFor(
  subject: Subject,
  signal: string,
  culprits: readonly Pick<Culprit, 'path'>[],
): string {
  const file = culprits[0]?.path ?? subject.startedBy;
  return [...reproduce(subject, file), ...lookInside(subject, signal, file)].join('\n');
}

function reproduce({ role }: Subject, file: string | null): string[] {
  if (role === 'external') {
    return [];
  }
  if (file !== null) {
    return ['Run the test file alone and see whether it still grows:', `  ${runAlone(file)}`];
  }
  return role === 'child'
    ? ['Find the test file that starts it: run one at a time.']
    : ['See after which test file the heap stays higher:', '  npx jest --runInBand --logHeapUsage'];
}

function lookInside({ role, name, pid }: Subject, signal: string, file: string | null): string[] {
  const process = role === 'external' && pid !== null ? String(pid) : '<pid>';
  if (signal === 'fds') {
    return ['List what it holds open, early and late:', `  lsof -p ${process}`];
  }
  if (signal === 'threads') {
    return ['List its threads by name, early and late:', `  ps -T -p ${process}`];
  }
  const run = runAlone(file);
  const runtime = role === 'jest' || role === 'worker' ? 'node' : runtimeOf(printable(name));
  if (runtime === 'node') {
    return [
      `Compare two heap snapshots in the Memory tab of Chrome DevTools; each "kill -USR2 ${process}" writes one:`,
      role === 'external'
        ? '  NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2 (in its environment when it starts)'
        : `  NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2 ${run}`,
    ];
  }
  if (runtime === 'python') {
    return [
      "Let it take two tracemalloc snapshots and print late.compare_to(early, 'lineno'); this turns the tracing on:",
      role === 'external'
        ? '  PYTHONTRACEMALLOC=10 (in its environment when it starts)'
        : `  PYTHONTRACEMALLOC=10 ${run}`,
    ];
  }
  if (runtime === 'java') {
    return ['Compare which classes grow, early and late:', `  jcmd ${process} GC.class_histogram`];
  }
  if (runtime === 'dotnet') {
    return ['Compare two heap dumps, early and late:', `  dotnet-gcdump collect -p ${process}`];
  }
  if (runtime === 'ruby') {
    return [
      "Compare two dumps of its heap: require 'objspace', then ObjectSpace.dump_all, early and late.",
    ];
  }
  return ['See who allocates, with a heap profiler:', `  heaptrack --pid ${process}`];
}

/** A name with brackets or braces is a pattern to Jest, and seldom one that finds the file. */
export function runAlone(file: string | null): string {
  if (file === null) {
    return 'npx jest --runInBand';
  }
  const path = printable(file);
  const quoted = /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
  return /[[\](){}^$*+?|\\]/.test(path)
    ? `npx jest --runInBand --runTestsByPath ${quoted}`
    : `npx jest --runInBand ${quoted}`;
}
