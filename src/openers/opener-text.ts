import type { OpenedKind } from './census';
import type { Opener, OpenerPlace } from './opener';

interface Words {
  /** What it does, after the place. */
  readonly deed: string;
  /** One of what it opens. */
  readonly one: string;
  /** How it is ended: a verb, and the calls. */
  readonly end: string;
  readonly by: string;
}

const words: Readonly<Record<OpenedKind, Words>> = {
  thread: {
    deed: 'starts worker threads that still run',
    one: 'worker thread that it starts',
    end: 'End',
    by: 'await worker.terminate() when its work is done, or in afterEach',
  },
  child: {
    deed: 'starts child processes that still run',
    one: 'child process that it starts',
    end: 'End',
    by: 'child.kill(), and wait for its "exit" event, in afterEach',
  },
  server: {
    deed: 'starts servers that still listen',
    one: 'server that it starts',
    end: 'Close',
    by: 'server.close() in afterEach, and closeAllConnections() before it where it is an HTTP server',
  },
  socket: {
    deed: 'opens sockets that stay open',
    one: 'socket that it opens',
    end: 'Close',
    by: 'socket.destroy(), or destroy() of the agent or close() of the client that keeps it, in afterEach',
  },
  connection: {
    deed: 'starts servers that keep connections open',
    one: 'server that it starts, with its connections',
    end: 'Close',
    by: 'server.close() in afterEach, and closeAllConnections() before it where it is an HTTP server',
  },
  datagrams: {
    deed: 'opens UDP sockets that stay open',
    one: 'UDP socket that it opens',
    end: 'Close',
    by: 'socket.close() in afterEach',
  },
  file: {
    deed: 'opens files that stay open',
    one: 'file that it opens',
    end: 'Close',
    by: 'fs.closeSync(fd), await handle.close() or stream.destroy(), in a finally block',
  },
  watcher: {
    deed: 'watches files, and goes on',
    one: 'watcher that it starts',
    end: 'Close',
    by: 'watcher.close() or fs.unwatchFile(name), in afterEach',
  },
  timer: {
    deed: 'starts timers that still run',
    one: 'timer that it starts',
    end: 'Clear',
    by: 'clearInterval() or clearTimeout(), in afterEach',
  },
  listener: {
    deed: 'adds listeners that stay',
    one: 'listener that it adds',
    end: 'Remove',
    by: 'emitter.off() in afterEach',
  },
};

/** `starts worker threads that still run: 12, one more with each test (line 11).` */
export function openerEvidence(opener: Opener, per: 'test' | 'file'): string {
  const { kind, on, line, count, through } = opener;
  const where = on === undefined ? '' : ` on ${on}`;
  const by = through === null ? '' : `, through ${placeText(through)}`;
  const open = count.toLocaleString('en');
  return `${words[kind].deed}${where}: ${open}, ${more(opener, per)} (line ${line}${by}).`;
}

/** `Look at src/resizer.js:11. End each worker thread that it starts: await worker.terminate() ...` */
export function openerAdvice(opener: Opener): string {
  return `Look at ${opener.file}:${opener.line}. ${openerWayOut(opener)}`;
}

/** `End each worker thread that it starts: await worker.terminate() when its work is done, or in afterEach.` */
export function openerWayOut({ kind }: Opener): string {
  const { end, one, by } = words[kind];
  return `${end} each ${one}: ${by}.`;
}

/** `opens files that stay open, through tiny-log@1.2.3 (node_modules/tiny-log/index.js:4)` */
export function openerDeed({ kind, on, through }: Opener): string {
  const where = on === undefined ? '' : ` on ${on}`;
  return `${words[kind].deed}${where}${through === null ? '' : `, through ${placeText(through)}`}`;
}

function more({ perRun }: Pick<Opener, 'perRun'>, per: 'test' | 'file'): string {
  const rounded = Math.round(perRun * 100) / 100;
  const run = per === 'test' ? 'each test' : 'each run of the file';
  return rounded === 1
    ? `one more with ${run}`
    : `${rounded.toLocaleString('en')} more with ${run}`;
}

function placeText({ file, line, package: name }: OpenerPlace): string {
  return name === null ? `${file}:${line}` : `${name} (${file}:${line})`;
}
