import asyncHooks from 'node:async_hooks';
import type { OpenedKind, RawPlace } from '../../src/openers/census';
import type { CarriedPlaces } from './carried-places';
import type { OpenedLog } from './opened-log';

/** Node's names for what lives until someone ends it. Files are watched elsewhere: they are no such resource. */
const KINDS: Readonly<Record<string, OpenedKind>> = {
  WORKER: 'thread',
  PROCESSWRAP: 'child',
  TCPSERVERWRAP: 'server',
  PIPESERVERWRAP: 'server',
  TCPWRAP: 'socket',
  PIPEWRAP: 'socket',
  UDPWRAP: 'datagrams',
  FSEVENTWRAP: 'watcher',
  STATWATCHER: 'watcher',
  Timeout: 'timer',
};

/** A server that is closed needs no place any more; so many more are no server's. */
const MOST_SERVERS = 1000;

/**
 * Records threads, children, servers, sockets, watchers and timers as they are opened, by Node's own
 * `async_hooks`: no function that tests can see is replaced. Promises are not followed where Node can
 * leave them out (24.15 and later); before that each costs about a microsecond.
 */
export class OpenResources {
  private readonly servers = new Map<number, readonly RawPlace[]>();
  private readonly hook: asyncHooks.AsyncHook;

  constructor(
    private readonly log: OpenedLog,
    private readonly carried: CarriedPlaces,
  ) {
    const options = {
      trackPromises: false,
      init: (id: number, type: string, trigger: number, resource: object) => {
        if (type !== 'PROMISE') this.begins(id, type, trigger, resource);
      },
    };
    this.hook = asyncHooks.createHook(options);
  }

  start(): void {
    this.hook.enable();
  }

  stop(): void {
    this.hook.disable();
  }

  private begins(id: number, type: string, trigger: number, resource: object): void {
    // What is thrown in here would end the process.
    try {
      const kind = KINDS[type];
      if (kind === undefined) return this.carried.begins(id, type, resource);
      const places = this.carried.now();
      const server = kind === 'socket' ? this.servers.get(trigger) : undefined;
      if (server !== undefined) this.log.add('connection', server, opennessOf(kind, resource));
      else if (isSomeones(kind, places)) this.log.add(kind, places, opennessOf(kind, resource));
      if (kind === 'server') this.remember(id, places);
    } catch {
      // A stack that cannot be read is one opener less.
    }
  }

  /** Whose code accepts: the loop calls back with no other code than Node's. */
  private remember(server: number, places: readonly RawPlace[]): void {
    if (this.servers.size < MOST_SERVERS) this.servers.set(server, places);
  }
}

/** Jest and Node start timers of their own, for each test and for each connection. */
function isSomeones(kind: OpenedKind, places: readonly RawPlace[]): boolean {
  return kind !== 'timer' || places.length > 0;
}

function opennessOf(kind: OpenedKind, resource: object): () => boolean {
  const reference = new WeakRef<Handle>(resource);
  return () => {
    const handle = reference.deref();
    if (handle === undefined) return false;
    // Handles lose what is behind them when they are closed, and then answer nothing.
    return kind === 'timer' ? runsOn(handle) : typeof handle.hasRef?.() === 'boolean';
  };
}

interface Handle {
  hasRef?(): boolean | undefined;
}

/** One that runs once and soon, to give up waiting, is over by itself. */
const LONG_MS = 60_000;

/** Whether a timer was not cleared, and will not be over soon. */
function runsOn(timer: Handle): boolean {
  const { _destroyed: ended, _repeat: repeat, _idleTimeout: ms } = timer as NodesTimer;
  return ended === false && (typeof repeat === 'number' || (ms ?? 0) >= LONG_MS);
}

/** Properties of Node's class `Timeout`, the same in all versions from 20 to 26. */
interface NodesTimer {
  readonly _destroyed?: boolean;
  readonly _repeat?: number | null;
  readonly _idleTimeout?: number;
}
