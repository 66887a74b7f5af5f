import { types } from 'node:util';
import { type Realm, realmOf } from './realm';
import type { SharedObject } from './shared-objects';

const { isProxy } = types;

/** A property of a shared object that now holds something else than before. */
export interface PropertyChange {
  /** `https.request`, `fs[Symbol(x)]`. */
  readonly what: string;
  readonly realm: Realm;
  /** The new value, or the getter of a property that has one. */
  readonly value: object;
  /** It was not there before: nothing can be put back, it must be taken away. */
  readonly added?: true;
}

/** One object's properties as they were: parallel arrays. */
interface Slots {
  keys: readonly PropertyKey[];
  values: unknown[];
  isAccessor: boolean[];
}

/** Node's own state, which changes in use; Jest's marks on what it must not delete. */
const IGNORED = new Set<PropertyKey>([
  '_events',
  '_eventsCount',
  '_maxListeners',
  Symbol.for('$$jest-protect-from-deletion'),
  Symbol.for('$$jest-deletion-mode'),
]);

/** Own properties that every function has and that hold nothing of a test's. */
const OF_EVERY_FUNCTION = new Set<PropertyKey>([
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
]);

/**
 * The own properties of the shared objects, to be compared from one file to the next. Values are
 * compared by identity and read through descriptors: no getter and no proxy trap runs.
 *
 * It holds the values it saw last, which the shared objects hold themselves; where a file replaces what
 * an earlier one left, the replaced value lives until the end of that file.
 */
export class PropertyBaseline {
  private readonly slots: Slots[];

  constructor(private readonly objects: readonly SharedObject[]) {
    this.slots = objects.map(({ object }) => read(object, Reflect.ownKeys(object)));
  }

  /** What changed since the last call, or since the beginning. */
  changes(): PropertyChange[] {
    const changes: PropertyChange[] = [];
    for (let i = 0; i < this.objects.length; i += 1) {
      const shared = this.objects[i] as SharedObject;
      const before = this.slots[i] as Slots;
      const keys = Reflect.ownKeys(shared.object);
      if (isUnchanged(shared.object, before, keys)) continue;
      const now = read(shared.object, keys);
      compare(shared, before, now, changes);
      this.slots[i] = now;
    }
    return changes;
  }
}

function isWatched(object: object, key: PropertyKey): boolean {
  return !(typeof object === 'function' && OF_EVERY_FUNCTION.has(key)) && !IGNORED.has(key);
}

function read(object: object, keys: readonly PropertyKey[]): Slots {
  const values: unknown[] = [];
  const isAccessor: boolean[] = [];
  for (const key of keys) {
    const descriptor = isWatched(object, key)
      ? Object.getOwnPropertyDescriptor(object, key)
      : undefined;
    isAccessor.push(descriptor !== undefined && !('value' in descriptor));
    values.push(valueOf(descriptor));
  }
  return { keys, values, isAccessor };
}

/** What a property holds on to; an accessor, by its getter, whose result is nobody's to ask for here. */
function valueOf(descriptor: PropertyDescriptor | undefined): unknown {
  const held: { get?: unknown; set?: unknown; value?: unknown } | undefined = descriptor;
  return held?.get ?? held?.set ?? held?.value;
}

/** The usual case, without an allocation but for the descriptors. */
function isUnchanged(object: object, before: Slots, keys: readonly PropertyKey[]): boolean {
  if (keys.length !== before.keys.length) return false;
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as PropertyKey;
    if (key !== before.keys[i]) return false;
    const old = before.values[i];
    // Nobody hangs an object in the place of a constant; a third of all properties are constants
    // (bench/guard-cost.ts).
    if (typeof old === 'string' || typeof old === 'number') continue;
    if (!isWatched(object, key)) continue;
    if (!Object.is(valueOf(Object.getOwnPropertyDescriptor(object, key)), old)) return false;
  }
  return true;
}

function compare(shared: SharedObject, before: Slots, now: Slots, into: PropertyChange[]): void {
  const old = new Map(before.keys.map((key, i) => [key, i]));
  now.keys.forEach((key, i) => {
    const value = now.values[i];
    const was = old.get(key);
    if (was !== undefined && Object.is(value, before.values[was])) return;
    // Numbers, flags and short text hold no memory to speak of.
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return;
    const realm = realmOf(value);
    if (realm !== 'file') {
      // A lazy member of Node's turns from an accessor into its value when it is first used.
      if (was !== undefined && before.isAccessor[was] === true) return;
      if (typeof value !== 'function' && !isProxy(value)) return;
    }
    if (now.isAccessor[i] === true && isSoftDeletion(value)) return;
    const added = was === undefined ? ({ added: true } as const) : {};
    into.push({ what: nameOf(shared.name, key), realm, value, ...added });
  });
}

/** From Jest 30 on, `globalsCleanup` puts a warning getter over what a test had hung on its globals. */
function isSoftDeletion(getter: unknown): boolean {
  return (
    typeof getter === 'function' &&
    Function.prototype.toString.call(getter).includes('emitAccessWarning')
  );
}

function nameOf(object: string, key: PropertyKey): string {
  return typeof key === 'symbol' ? `${object}[${String(key)}]` : `${object}.${String(key)}`;
}
