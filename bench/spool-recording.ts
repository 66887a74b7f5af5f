import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { emptySpool, type SpoolContents } from '../src/spool/reader';
import { WriterLog } from '../src/spool/writer-log';
import { type RecordedRepetition, spoolTexts } from './recorded-repetition';

/** What Jest knew of a run that was recorded, beside its spool. */
export interface RecordedFacts {
  readonly jestPid: number;
  readonly heapLimit: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly nodeVersion: string;
  readonly jestVersion: string;
  /** What confirmation measured; null where there was none. */
  readonly repetitions: readonly RecordedRepetition[] | null;
}

/** A whole spool of one run of a test project in one file, with the folder of the project cut off. */
interface SpoolRecording extends RecordedFacts {
  readonly run: string;
  readonly project: string;
  /** The lines of each writer. */
  readonly logs: readonly string[];
}

export interface RecordedRun extends Omit<SpoolRecording, 'logs'> {
  readonly contents: SpoolContents;
}

/** Where a recorded project stood. */
export const recordedRoot = '/project';

/** Packs what `recording-reporter.ts` left in `kept`. */
export function packRun(run: string, project: string, rootDir: string, kept: string): Buffer {
  const facts = readFileSync(path.join(kept, 'facts.json'), 'utf8');
  const recording: SpoolRecording = {
    run,
    project,
    ...(JSON.parse(facts) as RecordedFacts),
    logs: spoolTexts(path.join(kept, 'spool')),
  };
  const text = JSON.stringify(recording).replaceAll(rootDir, recordedRoot);
  return gzipSync(text, { level: 9 });
}

export function readRun(gzipped: Uint8Array): RecordedRun {
  const { logs, ...rest } = JSON.parse(gunzipSync(gzipped).toString('utf8')) as SpoolRecording;
  return { ...rest, contents: contentsOf(logs) };
}

/** A spool as it would be read at the end of the run, of the lines of its writers. */
export function contentsOf(logs: readonly string[]): SpoolContents {
  return {
    ...emptySpool(true),
    logs: logs.map((text) => {
      const log = new WriterLog(1);
      for (const line of text.split('\n')) if (line !== '') log.take(line);
      return log;
    }),
  };
}
