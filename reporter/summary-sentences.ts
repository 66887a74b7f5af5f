import type { FailOn } from '../src/report/failing-verdicts';
import { byCause } from '../src/report/one-cause';
import { printable } from '../src/report/printable';
import type { Report, ReportedProcess, RunInfo, Verdict, VerdictKind } from '../src/report/report';
import { formatBytes, formatSeconds } from '../src/units';
import type { Terms } from './summary-terms';

/** Every sentence of the summary that holds a figure, without layout or colours. */

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `worker 4711`: enough to tell it from the others. */
export function shortName({
  role,
  name,
  pid,
}: Pick<ReportedProcess, 'role' | 'name' | 'pid'>): string {
  return `${role === 'child' || role === 'external' ? nameOf(name) : role} ${pid}`;
}

/** `node (pid 4721), started by test/orders.test.js`. */
export function title({ role, name, pid, startedBy }: ReportedProcess): string {
  const titles = {
    jest: "Jest's own process",
    worker: 'Jest worker',
    child: nameOf(name),
    external: nameOf(name),
  };
  const origins = {
    jest: '',
    worker: '',
    child: `, started by ${startedBy === null ? 'the run' : printable(startedBy)}`,
    external: '',
  };
  return `${titles[role]} (pid ${pid})${origins[role]}`;
}

export function nameOf(name: string): string {
  return printable(name) || 'unnamed process';
}

/** `41 MiB to 96 MiB in 48 s`, to stand beside the picture. */
export function course({ shape, lifetimeMs, peak }: ReportedProcess): string {
  const [first, last] = [shape[0] ?? 0, shape.at(-1) ?? 0];
  return `${formatBytes(first)} to ${formatBytes(last)} in ${formatSeconds(lifetimeMs / 1000)}, peak ${formatBytes(peakOf(peak))}`;
}

/** Resident memory, or virtual memory where a recording holds nothing else. */
function peakOf({ rss, vms }: ReportedProcess['peak']): number {
  return rss > 0 ? rss : (vms ?? 0);
}

const signalWords: Readonly<Record<string, string>> = {
  rss: 'resident memory (rss)',
  anon: 'private memory (anon)',
  vms: 'virtual memory (vms)',
  threads: 'threads',
  fds: 'open file descriptors (fds)',
  'retained-heap': 'heap that survives garbage collection',
  external: 'Buffers and other memory outside the heap',
  native: 'memory of native code',
};

/** `1.4 MiB/s of private memory (anon)`, `24 threads a minute`; null where there is no rate. */
export function growth({ rate, signal }: Pick<Verdict, 'rate' | 'signal'>): string | null {
  const words = signalWords[signal] ?? printable(signal);
  if (rate === null) {
    return null;
  }
  if (signal === 'realms') {
    return `${twoDigits(rate.value)} ${rate.value === 1 ? 'realm' : 'realms'} kept per test file (a realm is the sandbox of one file)`;
  }
  return rate.unit.startsWith('bytes') ? `${speed(rate)} of ${words}` : speed(rate, ` ${words}`);
}

/** `1.4 MiB/s`, `3 a test file`; what is counted stands after the number. */
function speed({ value, unit }: NonNullable<Verdict['rate']>, counted = ''): string {
  const per = { 'bytes/s': '/s', 'bytes/file': ' per test file', 'bytes/test': ' per test' };
  if (unit === 'count/file') {
    return `${twoDigits(value)}${counted} per test file`;
  }
  if (unit === 'count/s') {
    return value >= 1
      ? `${twoDigits(value)}${counted} a second`
      : `${twoDigits(value * 60)}${counted} a minute`;
  }
  return formatBytes(value) + per[unit];
}

function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** `a straight line fits 38 points over 19 s with R² 0.993 (1 is a perfect fit)`; null where no line was fitted. */
export function evidence({ r2, window }: Pick<Verdict, 'r2' | 'window'>): string | null {
  if (r2 === null || window === null) {
    return null;
  }
  // Cut, not rounded: 0.9996 is not a perfect line.
  const cut = (Math.floor(r2 * 1000) / 1000).toFixed(3);
  const seconds = (window.to - window.from) / 1000;
  return `a straight line fits ${plural(window.points, 'point')} over ${formatSeconds(seconds)} with R² ${cut} (1 is a perfect fit)`;
}

/** When the line meets the limit, and whose limit it is. */
export function exhaustion(
  { exhaustion: meets }: Pick<Verdict, 'exhaustion'>,
  { criticalMemory }: Pick<RunInfo, 'criticalMemory'>,
): string | null {
  if (meets === null) {
    return null;
  }
  const size = formatBytes(meets.limitBytes);
  const whose = {
    machine: `the ${size} of this machine`,
    container: `the ${size} that this container may use`,
    option: `the ${size} set as criticalMemory`,
  };
  const limit =
    meets.limitBytes === criticalMemory.bytes
      ? whose[criticalMemory.source]
      : `its limit of ${size}`;
  const when =
    'inSeconds' in meets
      ? `in ${meets.inSeconds < 1 ? '' : 'about '}${formatSeconds(meets.inSeconds)}`
      : `after about ${plural(Math.ceil(meets.inFiles), 'more test file', 'more test files')}`;
  return `reaches ${limit} ${when} at this rate`;
}

/** How a process ended; null where it ended in good order. */
export function death({ death: end }: Pick<ReportedProcess, 'death'>): string | null {
  if (end === null) {
    return null;
  }
  const where = end.file === null ? '' : ` in ${printable(end.file)}`;
  const ends = {
    signal: `was killed by a signal${where} (often SIGKILL, from the system when memory runs out)`,
    'out-of-memory': `ran out of heap memory${where}`,
    unknown: `ended unexpectedly${where}`,
  };
  return ends[end.kind];
}

/** `node 4721 (1.4 MiB/s)`. */
export function nameAndSpeed(verdict: Verdict, process: ReportedProcess): string {
  if (verdict.signal === 'realms') return `${shortName(process)} (realms kept)`;
  const inBytes = verdict.rate?.unit.startsWith('bytes') ? speed(verdict.rate) : null;
  const rate = inBytes ?? growth(verdict);
  return `${shortName(process)}${rate === null ? '' : ` (${rate})`}`;
}

/** What the run has come to, in parts, each with the colour it is shown in. */
export function state(
  { run, verdicts }: Report,
  deaths: number,
): { readonly text: string; readonly colour: 'red' | 'yellow' | 'green' | null }[] {
  if (run.status === 'inconclusive') {
    return [{ text: 'not watched', colour: 'yellow' }];
  }
  const count = (kind: VerdictKind) =>
    byCause(verdicts.filter((verdict) => verdict.kind === kind)).length;
  const [leaks, suspects, steady] = [count('leak'), count('suspect'), count('steady')];
  if (leaks + suspects + deaths === 0) {
    return steady > 0
      ? [{ text: 'steady', colour: 'green' }]
      : [{ text: 'too little to judge', colour: null }];
  }
  const parts = [
    { number: leaks, text: plural(leaks, 'leak'), colour: 'red' },
    { number: suspects, text: plural(suspects, 'suspect'), colour: 'yellow' },
    { number: deaths, text: `${deaths} died`, colour: 'red' },
    { number: steady, text: `${steady} steady`, colour: 'green' },
  ] as const;
  return parts.filter(({ number }) => number > 0);
}

/** In seconds where the tests themselves hardly worked: a share of nothing says nothing. */
function cost(watchingMs: number, testCpuMs: number): string {
  const share = (100 * watchingMs) / testCpuMs;
  if (share > 10) return `watching cost ${(watchingMs / 1000).toFixed(1)} s of CPU`;
  return `watching cost ${share < 0.05 ? 'under 0.1' : share.toFixed(1)} % CPU`;
}

/** `3 processes over 42 test files, peak 312 MiB (worker 4711), watching cost 0.6 % CPU`. */
export function scope({ run, processes }: Report): string {
  if (run.status === 'inconclusive') {
    return 'no process could be sampled';
  }
  const highest = processes.toSorted((a, b) => peakOf(b.peak) - peakOf(a.peak))[0];
  const { samplerCpuMs, collectionCpuMs, testCpuMs } = run.cost;
  const watchingMs = samplerCpuMs + collectionCpuMs;
  return [
    plural(processes.length, 'process', 'processes') +
      (run.files > 0 ? ` over ${plural(run.files, 'test file')}` : ''),
    highest === undefined
      ? null
      : `peak ${formatBytes(peakOf(highest.peak))} (${shortName(highest)})`,
    testCpuMs > 0 ? cost(watchingMs, testCpuMs) : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** `src/pool.js (pg@8.11.0): one sentence`. */
export function culprit({
  path,
  package: from,
  evidence: why,
}: Verdict['culprits'][number]): string {
  return `${printable(path)}${from === null ? '' : ` (${printable(from)})`}: ${printable(why)}`;
}

/** Which findings do not fail the run, and the option that says so; nothing where all do. */
export function spared({ verdicts }: Report, failOn: FailOn, terms: Terms): string[] {
  const has = (kind: VerdictKind) => verdicts.some((verdict) => verdict.kind === kind);
  if (failOn === 'never') {
    return has('leak') || has('suspect')
      ? [`This does not fail the run (${terms.failOn('never')}).`]
      : [];
  }
  return failOn === 'leak' && has('suspect')
    ? [
        `A suspect is no proof of a leak, and does not fail the run (${terms.failOn('suspect')} would).`,
      ]
    : [];
}
