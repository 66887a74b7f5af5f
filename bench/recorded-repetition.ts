import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { KeptRepetition } from '../src/confirm/kept-repetition';
import { soakResultIn } from '../src/confirm/soak-file';
import type { SoakResult } from '../src/soak/soak-result';

/** What a repetition was judged by, in place of the directory that it stood in. */
export type RecordedRepetition = KeptRepetition & {
  /** The lines of each writer of its spool. */
  readonly logs: readonly string[];
  /** What its soak told, where there was one. */
  readonly soak: SoakResult | null;
};

/** Takes in all that stands in the directory of a repetition. Heap snapshots decide nothing. */
export function recordRepetition(kept: KeptRepetition): RecordedRepetition {
  const soak = soakResultIn(kept.directory);
  // Of a soak the result alone is judged; its rounds by test are many.
  const brief = soak && { ...soak, tests: soak.tests.map((test) => ({ ...test, rounds: [] })) };
  return {
    ...kept,
    directory: '',
    soak: brief,
    logs: kept.judged === 'soak' ? [] : spoolTexts(kept.directory),
  };
}

/** The lines of each writer of a spool, without what nothing is judged by: the names and times of tests. */
export function spoolTexts(spool: string): readonly string[] {
  return readdirSync(spool)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) =>
      readFileSync(path.join(spool, name), 'utf8')
        .split('\n')
        .filter((line) => !line.startsWith('{"type":"tests"'))
        .join('\n'),
    );
}
