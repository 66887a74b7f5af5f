import type { Floor, InsideSeries, RealmCensus } from '../src/series/inside';

/** A floor with nothing remarkable about it, and what a test says of it. */
export function floor(what: Partial<Floor> = {}): Floor {
  return {
    at: 0,
    where: 'file-start',
    file: 1,
    path: '/project/1.test.js',
    tests: 0,
    failedTests: 0,
    heapUsed: 20e6,
    external: 3e6,
    arrayBuffers: 1e5,
    rss: 100e6,
    native: 57e6,
    realms: 0,
    recent: 0,
    ...what,
  };
}

export function paths(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `/project/${index + 1}.test.js`);
}

export function series(what: Partial<InsideSeries> = {}): InsideSeries {
  return {
    processId: '1@1',
    threadId: 0,
    worker: 1,
    files: [],
    externalAtStart: [],
    floors: [],
    census: null,
    cost: { collections: 0, cpuMs: 0, wallMs: 0, processCpuMs: 0 },
    limits: [],
    ...what,
  };
}

/** A process that ran `count` files and was counted three times at its end, with these files' realms alive. */
export function counted(
  count: number,
  alive: readonly number[],
  what: Partial<RealmCensus> = {},
): InsideSeries {
  const files = paths(count);
  return series({
    files,
    census: {
      at: 0,
      files: count,
      filesTwice: count,
      filesThrice: count,
      failed: [],
      alive: alive.map((file) => ({ file, path: files[file - 1] ?? '', collections: 3 })),
      contexts: alive.length,
      exact: true,
      ...what,
    },
  });
}
