import diagnosticsChannel from 'node:diagnostics_channel';
import { ownData, type Realm, realmOf } from './realm';
import type { SharedEmitter } from './shared-objects';

/** Listeners that were added to a shared emitter and are still there. */
export interface ListenerChange {
  /** `process.stdout`, `cluster`, `diagnostics_channel`. */
  readonly what: string;
  readonly event: string;
  readonly realm: Realm;
  readonly count: number;
  /** One of them, to tell where it comes from. */
  readonly value: object;
}

// Taken when the module is loaded: tests may replace what the shared module exports.
const { channel, hasSubscribers } = diagnosticsChannel;

type Listeners = Map<PropertyKey, readonly unknown[]>;

interface Source {
  readonly name: string;
  readonly read: () => Listeners;
}

/** Channels that Node publishes to, for which tracing packages subscribe. Others are private to a package. */
const CHANNELS = [
  'http.client.request.created',
  'http.client.request.start',
  'http.client.request.error',
  'http.client.response.finish',
  'http.server.request.start',
  'http.server.response.created',
  'http.server.response.finish',
  'net.client.socket',
  'net.server.socket',
  'udp.socket',
  'child_process',
  'worker_threads',
  'process',
  'undici:request:create',
  'undici:request:bodySent',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
  'undici:client:connected',
];

/**
 * The listeners of the shared emitters and the subscribers of Node's channels, to be compared from one
 * file to the next. It reads the emitters' own tables, so no overridden method of theirs runs.
 */
export class ListenerBaseline {
  private readonly sources: readonly Source[];
  private seen: Listeners[];

  constructor(emitters: readonly SharedEmitter[]) {
    this.sources = [
      ...emitters.map(({ name, emitter }) => ({ name, read: () => listenersOf(emitter) })),
      { name: 'diagnostics_channel', read: subscribers },
    ];
    this.seen = this.sources.map((source) => source.read());
  }

  /** What was added since the last call, or since the beginning, and not removed again. */
  changes(): ListenerChange[] {
    const changes: ListenerChange[] = [];
    this.seen = this.sources.map((source, i) => {
      const now = source.read();
      const before = this.seen[i] as Listeners;
      for (const [event, listeners] of now) {
        const added = addedTo(before.get(event) ?? [], listeners);
        if (added.length > 0) changes.push(changeOf(source.name, event, added));
      }
      return now;
    });
    return changes;
  }
}

function changeOf(what: string, event: PropertyKey, added: readonly object[]): ListenerChange {
  const ofFile = added.filter((listener) => realmOf(listener) === 'file');
  const told = ofFile.length > 0 ? ofFile : added;
  const value = told[0] as object;
  return { what, event: String(event), realm: realmOf(value), count: told.length, value };
}

function addedTo(before: readonly unknown[], now: readonly unknown[]): object[] {
  let same = 0;
  while (same < now.length && now[same] === before[same]) same += 1;
  const rest = before.slice(same);
  const added: object[] = [];
  for (const listener of now.slice(same)) {
    const at = rest.indexOf(listener);
    if (at >= 0) rest.splice(at, 1);
    else if (typeof listener === 'function') added.push(unwrapped(listener));
  }
  return added;
}

/** `once` wraps the listener in a function of Node's, with the listener as a property. */
function unwrapped(listener: object): object {
  const inner = ownData(listener, 'listener');
  return typeof inner === 'function' ? inner : listener;
}

export function listenersOf(emitter: object): Listeners {
  const found: Listeners = new Map();
  const events = ownData(emitter, '_events');
  if (typeof events !== 'object' || events === null) return found;
  for (const event of Reflect.ownKeys(events)) {
    const listeners = ownData(events, event);
    // `_events[x]` may be left undefined after a removal.
    if (typeof listeners === 'function') found.set(event, [listeners]);
    else if (Array.isArray(listeners)) found.set(event, [...(listeners as unknown[])]);
  }
  return found;
}

function subscribers(): Listeners {
  const found: Listeners = new Map();
  for (const name of CHANNELS) {
    if (!hasSubscribers(name)) continue;
    const listeners = ownData(channel(name), '_subscribers');
    if (Array.isArray(listeners)) found.set(name, [...(listeners as unknown[])]);
  }
  return found;
}
