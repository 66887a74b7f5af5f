import path from 'node:path';
import { Worker, threadId } from 'node:worker_threads';
import { SPOOL_VARIABLE } from '../spool/directory';
import { codeOf } from '../spool/error-code';
import { ownProcessId } from './own-process';
import type { Mark, Scope } from './probe';
import { ThreadControl } from './thread-control';

/** By default `tree`: this process and its descendants. */
export type SamplerScope = { readonly kind: 'tree' } | Scope;

export interface SamplerSettings {
  readonly spoolDirectory: string;
  /** Milliseconds between two looks; at least 1,000 where there is no `/proc`. */
  readonly intervalMs: number;
  readonly scope?: SamplerScope;
  /**
   * For the process that the run was started as: leave out what the samplers of other processes
   * cover, and take in processes of the run that have lost their parents. @default false
   */
  readonly leaveCovered?: boolean;
  /** Bytes that the file may have before it is written anew, thinned; 16 MiB by default. */
  readonly fileBytes?: number;
}

export interface RunningSampler {
  readonly pid: number;
  /** Why there is no sampling (any more), or null. */
  readonly failure: string | null;
  /** Asks for what was sampled to be written, and does not wait. */
  flush(): void;
  /** As `flush`, and blocks until it is written, at most for `timeoutMs`: for an exit handler. */
  flushSync(timeoutMs?: number): boolean;
  /** A last look, everything written, the thread ended. Resolves within 2 s whatever happens. */
  stop(): Promise<void>;
}

/** What the thread is told when it starts. */
export interface ThreadData {
  readonly probe: 'proc' | 'pidusage';
  readonly file: string;
  readonly processId: string;
  readonly intervalMs: number;
  readonly scope: Scope;
  readonly mark: Mark | null;
  readonly leaveCovered: boolean;
  readonly fileBytes?: number;
  readonly control: SharedArrayBuffer;
}

const STOP_TIMEOUT = 2_000;
const FLUSH_TIMEOUT = 50;
/**
 * A small young generation keeps the thread's garbage, and so its part of the rss, small and even. The
 * old one is far above what the sampler's bounds allow.
 */
const LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 64 };

/** Starts sampling in a thread of its own, which keeps no process alive. Never throws. */
export function startSampler(settings: SamplerSettings): RunningSampler {
  const control = new ThreadControl();
  const { spoolDirectory, intervalMs, leaveCovered = false, fileBytes } = settings;
  const name = `sampler-${process.pid}-${threadId}-${process.hrtime.bigint().toString(36)}.1.ndjson`;
  const data: ThreadData = {
    probe: process.platform === 'linux' ? 'proc' : 'pidusage',
    file: path.join(spoolDirectory, name),
    processId: ownProcessId(),
    intervalMs,
    scope: resolveScope(settings.scope),
    mark: leaveCovered ? { name: SPOOL_VARIABLE, value: spoolDirectory } : null,
    leaveCovered,
    control: control.shared,
    ...(fileBytes === undefined ? {} : { fileBytes }),
  };
  const state: { failure: string | null; ended: boolean } = { failure: null, ended: false };
  const worker = startThread(data, state);
  const ended = new Promise<void>((resolve) => {
    if (worker === null) resolve();
    else worker.once('exit', () => resolve());
  });
  return {
    pid: process.pid,
    get failure() {
      return state.failure;
    },
    flush: () => void control.requestFlush(),
    flushSync: (timeoutMs = FLUSH_TIMEOUT) =>
      !state.ended && control.awaitFlush(control.requestFlush(), timeoutMs),
    stop: async () => {
      control.requestStop();
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_TIMEOUT);
      });
      await Promise.race([ended, timeout]);
      clearTimeout(timer);
      if (!state.ended) void worker?.terminate();
    },
  };
}

function resolveScope(scope: SamplerScope = { kind: 'tree' }): Scope {
  return scope.kind === 'tree' ? { kind: 'pids', pids: [process.pid] } : scope;
}

function startThread(
  workerData: ThreadData,
  state: { failure: string | null; ended: boolean },
): Worker | null {
  try {
    const worker = new Worker(path.join(__dirname, 'sampler-thread.js'), {
      workerData,
      // Nothing of the user's: neither the hooks of the command line nor what the environment holds.
      execArgv: [],
      env: environmentForPs(),
      name: 'jest-tidemark sampler',
      resourceLimits: LIMITS,
    });
    worker.unref();
    worker.on('error', (error) => {
      state.failure = codeOf(error);
    });
    worker.once('exit', () => {
      state.ended = true;
    });
    return worker;
  } catch (error) {
    state.failure = codeOf(error);
    state.ended = true;
    return null;
  }
}

/** What finding and starting `ps` needs, where it is needed. */
function environmentForPs(): Record<string, string> {
  if (process.platform === 'linux') return {};
  const wanted = ['PATH', 'Path', 'SystemRoot', 'TZ'];
  return Object.fromEntries(
    wanted.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
