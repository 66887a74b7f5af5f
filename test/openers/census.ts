import type { OpenCensus, RawPlace, StillOpen } from '../../src/openers/census';

export function at(file: string, line = 6): RawPlace {
  return { file, line, column: 2 };
}

/** Worker threads of `src/a.js`, unless told otherwise. */
export function open(count: number, own: Partial<StillOpen> = {}): StillOpen {
  return { kind: 'thread', places: [at('/p/src/a.js'), at('/p/a.test.js')], count, ...own };
}

export function census(runs: number, ...all: readonly StillOpen[]): OpenCensus {
  return { runs, open: all, threads: null, unknown: null };
}
