import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { lastFileEndedInBand } from '../environment/session';
import TidemarkReporter from '../reporter';
import type { RunResults } from '../reporter/jest-types';
import { SPOOL_VARIABLE } from '../src/spool/directory';

/** Names the folder that a run's spool is copied to. */
export const KEEP_VARIABLE = 'TIDEMARK_BENCH_KEEP';

/** The samplers write once a second: the last of it is in the spool after this time. */
const LAST_WRITE_MS = 1100;

/** The reporter, which leaves a copy of its spool behind: a recording of what the run's judgement saw. */
export default class RecordingReporter extends TidemarkReporter {
  override async onRunComplete(contexts: unknown, results: RunResults): Promise<void> {
    const spool = process.env[SPOOL_VARIABLE];
    const keep = process.env[KEEP_VARIABLE];
    if (spool !== undefined && keep !== undefined) {
      await lastFileEndedInBand();
      await new Promise((resolve) => setTimeout(resolve, LAST_WRITE_MS));
      cpSync(spool, path.join(keep, 'spool'), { recursive: true });
      mkdirSync(keep, { recursive: true });
      const facts = { jestPid: process.pid, heapLimit: getHeapStatistics().heap_size_limit };
      writeFileSync(path.join(keep, 'facts.json'), JSON.stringify(facts));
    }
    await super.onRunComplete(contexts, results);
  }
}
