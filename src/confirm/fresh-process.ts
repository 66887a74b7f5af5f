import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { descendantsOf, killAll } from './descendants';
import { type Answer, isAnswer, type Request } from './worker-messages';

/** An answer, or why there is none. */
export type Reply =
  | Answer
  | { readonly answer: 'timed-out' }
  /** `how` completes the sentence "it …". */
  | { readonly answer: 'died'; readonly how: string };

export interface FreshProcess {
  readonly pid: number;
  /** One request at a time. */
  ask(request: Request, timeMs: number): Promise<Reply>;
  /**
   * With the processes that its tests started: those in its process group, and where a test file is left before
   * its end, which would have stopped them, all others too.
   */
  kill(): void;
}

const LAST_WORDS = 2_000;

/** Starts a process that runs test files on request; what the tests print is not shown. */
export function startFreshProcess(env: NodeJS.ProcessEnv): FreshProcess {
  const child = fork(path.join(__dirname, 'worker-process.js'), [], {
    env,
    // As jest-worker has it: a debugger's port is taken already.
    execArgv: process.execArgv.filter((argument) => !/^--(debug|inspect)/.test(argument)),
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A process group of its own, so that a server which a test started ends with it.
    detached: process.platform !== 'win32',
  });
  let words = '';
  child.stderr?.on('data', (data) => (words = (words + String(data)).slice(-LAST_WORDS)));
  const ended = new Promise<Reply>((resolve) => {
    child.once('error', ({ message }) => resolve({ answer: 'died', how: message }));
    child.once('exit', (status, signal) =>
      resolve({ answer: 'died', how: lastWords(status, signal, words) }),
    );
    // It may have been its end, which is told later and says more.
    child.once('disconnect', () => setTimeout(resolve, 500, { answer: 'died', how: 'hung up' }));
  });
  let isBusy = false;
  child.on('message', (message) => {
    if (isAnswer(message)) isBusy = false;
  });
  return {
    pid: child.pid ?? 0,
    ask: (request, timeMs) => {
      isBusy = true;
      return answerOf(child, ended, request, timeMs);
    },
    kill: () => {
      const started = isBusy && child.pid !== undefined ? descendantsOf(child.pid) : [];
      killGroup(child);
      killAll(started);
    },
  };
}

async function answerOf(
  child: ChildProcess,
  ended: Promise<Reply>,
  request: Request,
  timeMs: number,
): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  let listener: ((message: unknown) => void) | undefined;
  const answered = new Promise<Reply>((resolve) => {
    listener = (message) => {
      if (isAnswer(message)) resolve(message);
    };
    child.on('message', listener);
    timer = setTimeout(resolve, Math.max(0, timeMs), { answer: 'timed-out' });
    child.send(request, (error) => {
      if (error !== null) resolve(ended);
    });
  });
  try {
    return await Promise.race([answered, ended]);
  } finally {
    clearTimeout(timer);
    if (listener !== undefined) child.off('message', listener);
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (process.platform !== 'win32' && child.pid !== undefined)
      process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It is gone already, and its group with it.
  }
}

function lastWords(status: number | null, signal: NodeJS.Signals | null, words: string): string {
  if (/heap out of memory/i.test(words)) return 'ran out of heap memory';
  return signal === null ? `ended with exit status ${status}` : `was ended by ${signal}`;
}
