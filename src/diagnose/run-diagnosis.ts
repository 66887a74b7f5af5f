import { fork } from 'node:child_process';
import path from 'node:path';
import { formatSeconds } from '../units';
import type { HeapDiagnosis, Repeated } from './heap-diagnosis';

export interface HeapDiagnosisRequest {
  /** Of one process, in the order in which they were written. */
  readonly snapshots: readonly {
    readonly file: string;
    /** How often the same work (test or file) had run by then. */
    readonly repetitions: number;
  }[];
  /** Numbers of the files whose realms should be gone when the last snapshot was written. */
  readonly overFiles: readonly number[];
  /**
   * What was repeated: a test, or whole files, of each of which Jest itself keeps more. Or nothing that can be
   * counted: then `repetitions` are seconds.
   * @default 'file' where files are over, else 'test'
   */
  readonly repeated?: Repeated | undefined;
  /** Absolute; files are told relative to it. */
  readonly rootDir: string;
  /** A file written by `writeSourceMaps`, or null: then lines are those of the code that ran. */
  readonly sourceMaps?: string | null;
}

export interface DiagnosisLimits {
  readonly timeMs: number;
  /** Size of a snapshot in bytes: larger ones are left out, with a note. */
  readonly snapshotBytes: number;
}

export type DiagnosisOutcome =
  | { readonly outcome: 'diagnosed'; readonly diagnosis: HeapDiagnosis }
  /** `reason` is one sentence for the user. */
  | { readonly outcome: 'failed'; readonly reason: string };

/**
 * Three snapshots of 137 to 198 MB were read in 8 s with 636 MB of memory, of 309 to 449 MB in 18 s with
 * 1,256 MB (`node dist/bench/snapshot.js`, and `... 900000`).
 */
export const defaultDiagnosisLimits: DiagnosisLimits = {
  timeMs: 120_000,
  snapshotBytes: 400 * 1024 * 1024,
};

/**
 * Reads heap snapshots in a process of its own, whose memory is then given back, and which is killed when
 * its time is over or this process ends. Deletes nothing. Never rejects.
 */
export function diagnoseHeap(
  request: HeapDiagnosisRequest,
  limits: DiagnosisLimits = defaultDiagnosisLimits,
): Promise<DiagnosisOutcome> {
  return new Promise((resolve) => {
    const failed = (reason: string) => resolve({ outcome: 'failed', reason });
    // Without the flags of this process: an inspector port or a preload of the user's is not for it.
    const child = fork(path.join(__dirname, 'diagnosis-process.js'), {
      execArgv: [],
      env: withoutNodeOptions(process.env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    let lastWords = '';
    child.stderr?.on('data', (data) => (lastWords = (lastWords + String(data)).slice(-2000)));
    const timer = setTimeout(() => {
      failed(
        `The heap snapshots were not read to the end in ${formatSeconds(limits.timeMs / 1000)}.`,
      );
      child.kill('SIGKILL');
    }, limits.timeMs);
    child.on('message', (answer) => resolve(answer as DiagnosisOutcome));
    child.on('error', (error) => failed(`The heap snapshots could not be read: ${String(error)}`));
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const words = lastWords
        .trim()
        .split('\n')
        .find((line) => /Error|FATAL/.test(line));
      failed(
        `The process that read the heap snapshots ended early (${signal ?? `status ${status}`})${words === undefined ? '' : `: ${words}`}.`,
      );
    });
    child.send({ request, limits }, (error) => {
      if (error !== null) failed(`The heap snapshots could not be read: ${String(error)}`);
    });
  });
}

function withoutNodeOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...others } = env;
  return others;
}
