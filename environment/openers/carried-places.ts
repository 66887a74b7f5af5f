import { executionAsyncId } from 'node:async_hooks';
import type { RawPlace } from '../../src/openers/census';
import { callPlaces } from './call-places';

/** Remembered at a time: what was carried on is seldom asked for. */
const MOST = 10_000;

/**
 * Where the code is that runs now, also where Node does a part of its work later: a stream opens its file in
 * the next tick, a server listens when its host name is looked up.
 */
export class CarriedPlaces {
  private readonly byAsyncId = new Map<number, readonly RawPlace[]>();

  now(): readonly RawPlace[] {
    const places = callPlaces();
    return places.length > 0 ? places : (this.byAsyncId.get(executionAsyncId()) ?? places);
  }

  /** Told of every asynchronous resource when it comes to be. */
  begins(id: number, type: string, resource: object): void {
    if (!isCarrier(type, resource)) return;
    if (this.byAsyncId.size >= MOST) this.byAsyncId.clear();
    this.byAsyncId.set(id, this.now());
  }
}

function isCarrier(type: string, resource: object): boolean {
  if (type === 'GETADDRINFOREQWRAP') return true;
  if (type !== 'TickObject') return false;
  const { callback } = resource as { readonly callback?: unknown };
  // Of all ticks only those in which a stream opens what it reads or writes.
  return typeof callback === 'function' && callback.name === 'constructNT';
}
