import type { Options } from '../options';
import type { RunFacts } from '../pipeline';
import type { KeptRepetition } from './kept-repetition';
import type { ProjectSetup } from './worker-messages';

/** All that confirming needs of the run that it follows. */
export interface Bench {
  readonly facts: Omit<
    RunFacts,
    'place' | 'contents' | 'failures' | 'startedAt' | 'endedAt' | 'files'
  >;
  readonly options: Options;
  /** Jest's own, for its worker: nothing of the user's is written, nothing is covered. */
  readonly globalConfig: unknown;
  readonly projects: readonly ProjectSetup[];
  /** Test files that ran, by absolute path. */
  readonly files: ReadonlyMap<string, RanTestFile>;
  /** Absolute path of the `testWorker.js` of the project's own jest-runner, by project; null where it runs its tests otherwise. */
  readonly testWorkers: readonly (string | null)[];
  readonly env: NodeJS.ProcessEnv;
  /** The time that there is for all. */
  readonly boundMs: number;
  /** What is being done, in a few words. */
  readonly progress: (text: string) => void;
  /** Called before a repetition is judged, while its directory is there. */
  readonly keep?: (repetition: KeptRepetition) => void;
}

export interface RanTestFile {
  /** An index into the bench's projects. */
  readonly project: number;
  readonly durationMs: number;
  /** Of it, from the first test on. */
  readonly testsMs: number;
  /** Tests that ran. */
  readonly tests: number;
}
