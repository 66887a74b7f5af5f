import type { ChildSettings } from '../../environment/child/child-preload';

/** What Jest gives its own workers of a project: the whole config, and the map of its modules. */
export interface ProjectSetup {
  readonly config: unknown;
  readonly serializableModuleMap: unknown;
}

/** What the fresh process is asked to do, one thing at a time. */
export type Request =
  | {
      readonly ask: 'set-up';
      /** Absolute path of jest-runner's own `testWorker.js`. */
      readonly testWorker: string;
      readonly globalConfig: unknown;
      readonly projects: readonly ProjectSetup[];
      /** What Node children of the tests shall measure of themselves, and the spool to write it to; or null. */
      readonly children: ChildSettings | null;
    }
  /** Run a test file as a worker of Jest does; `project` is an index into `projects`. */
  | { readonly ask: 'run'; readonly path: string; readonly project: number }
  /** The last one comes with the source maps of all scripts, into `sourceMaps`. */
  | { readonly ask: 'snapshot'; readonly file: string; readonly sourceMaps: string | null }
  /** No more files: take the last census, and answer when it is written. */
  | { readonly ask: 'end' };

export type Answer =
  | { readonly answer: 'done' }
  | { readonly answer: 'ran'; readonly passed: number; readonly failed: number }
  | { readonly answer: 'written' }
  /** It could not be done; the reason is a sentence or the first line of an error. */
  | { readonly answer: 'failed'; readonly reason: string };

/** Messages that are none of these are Jest's own, and the tests'. */
export function isAnswer(message: unknown): message is Answer {
  return (
    typeof message === 'object' &&
    message !== null &&
    'answer' in message &&
    ['done', 'ran', 'written', 'failed'].includes(message.answer as string)
  );
}

export function isRequest(message: unknown): message is Request {
  return (
    typeof message === 'object' &&
    message !== null &&
    'ask' in message &&
    ['set-up', 'run', 'snapshot', 'end'].includes(message.ask as string)
  );
}
