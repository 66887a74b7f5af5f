import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { collect } from '../src/collect';
import type { WorkerInside } from '../src/series/inside';
import type { ObservedProcess } from '../src/series/process';
import { insideByProcess } from '../src/spool/inside-series';
import { WriterLog } from '../src/spool/writer-log';

/** A whole spool of one run of a test project in one file, with the folder of the project cut off. */
interface SpoolRecording {
  readonly run: string;
  readonly project: string;
  readonly jestPid: number;
  readonly heapLimit: number;
  /** The lines of each writer. */
  readonly logs: readonly string[];
}

export interface RecordedRun {
  readonly project: string;
  readonly processes: readonly ObservedProcess[];
  readonly inside: ReadonlyMap<string, readonly WorkerInside[]>;
}

/** Packs what `recording-reporter.ts` left in `kept`. */
export function packRun(run: string, project: string, rootDir: string, kept: string): Buffer {
  const facts = JSON.parse(readFileSync(path.join(kept, 'facts.json'), 'utf8')) as Pick<
    SpoolRecording,
    'jestPid' | 'heapLimit'
  >;
  const spool = path.join(kept, 'spool');
  const logs = readdirSync(spool)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => readFileSync(path.join(spool, name), 'utf8').replaceAll(rootDir, '/project'));
  const recording: SpoolRecording = { run, project, ...facts, logs };
  return gzipSync(JSON.stringify(recording), { level: 9 });
}

/** Reads it as the pipeline would have read the spool at the end of the run. */
export function readRun(gzipped: Uint8Array): RecordedRun {
  const { project, jestPid, logs } = JSON.parse(
    gunzipSync(gzipped).toString('utf8'),
  ) as SpoolRecording;
  const read = logs.map((text) => {
    const log = new WriterLog(1);
    for (const line of text.split('\n')) if (line !== '') log.take(line);
    return log;
  });
  const contents = { logs: read, unreadable: [], troubles: [], present: true };
  return {
    project,
    processes: collect({ contents, jestPid, failures: [], isAlive: () => false }),
    inside: insideByProcess(read),
  };
}
