import type { ObservedProcess } from '../src/series/process';

/** A child of a C program's kind, of which only what a test gives is known. */
export function observed(given: Partial<ObservedProcess>): ObservedProcess {
  const series = Object.values(given.signals ?? {})[0];
  return {
    id: '4711@1',
    pid: 4711,
    ppid: 1,
    name: 'server',
    role: 'child',
    startedAt: null,
    firstSeenAt: series?.times[0] ?? 0,
    lastSeenAt: series?.times.at(-1) ?? 0,
    startedBy: null,
    files: [],
    death: null,
    samples: series?.times.length ?? 0,
    peak: { rss: 0, vms: null },
    signals: {},
    ...given,
  };
}
