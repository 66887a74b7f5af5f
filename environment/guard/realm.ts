import { types } from 'node:util';
import { createContext } from 'node:vm';

/**
 * Where a value was made: in a `file`'s sandbox, or in the `process`'s own realm. A value from a sandbox
 * keeps the whole sandbox alive; one from the process's realm may still do so through what it closes over.
 */
export type Realm = 'file' | 'process' | 'unknown';

// Taken from a builtin rather than from this module's own globals, so that the answer is the same
// where this code itself runs inside a sandbox.
const processFunctionPrototype = Object.getPrototypeOf(createContext) as object;
const processObjectPrototype = Object.getPrototypeOf(processFunctionPrototype) as object;

/** How many values of an object without a prototype are looked at. */
const MEMBERS = 20;

/**
 * Tells the realm from the prototype chain, and from the classes along it; runs no code of the value's.
 * A proxy is `unknown`, since any look at it runs its traps.
 */
export function realmOf(value: object): Realm {
  if (types.isProxy(value)) return 'unknown';
  if (isJestMock(value)) return 'file';
  let root = value;
  for (
    let next = Object.getPrototypeOf(value) as object | null;
    next !== null;
    next = Object.getPrototypeOf(next) as object | null
  ) {
    if (types.isProxy(next)) return 'unknown';
    if (next !== processObjectPrototype && isFromFile(ownData(next, 'constructor'))) return 'file';
    root = next;
  }
  if (root === value) return realmOfMembers(value);
  return root === processObjectPrototype ? 'process' : 'file';
}

/** The value of an own data property; undefined where it is an accessor or absent. */
export function ownData(object: object, key: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** jest-mock makes its functions in the process's realm, and each holds the mocker of its file. */
function isJestMock(value: object): boolean {
  return typeof value === 'function' && ownData(value, '_isMockFunction') === true;
}

function isFromFile(constructor: unknown): boolean {
  if (typeof constructor !== 'function' || types.isProxy(constructor)) return false;
  let root: object = constructor;
  for (
    let next = Object.getPrototypeOf(constructor) as object | null;
    next !== null && !types.isProxy(next);
    next = Object.getPrototypeOf(next) as object | null
  ) {
    root = next;
  }
  return root !== processObjectPrototype && root !== constructor;
}

/** `Object.create(null)` tells nothing of its realm; what it holds may. */
function realmOfMembers(value: object): Realm {
  if (value === processObjectPrototype) return 'process';
  for (const key of Reflect.ownKeys(value).slice(0, MEMBERS)) {
    const member = ownData(value, key);
    const isObject = typeof member === 'function' || (typeof member === 'object' && member !== null);
    if (!isObject || types.isProxy(member) || Object.getPrototypeOf(member) === null) continue;
    if (realmOf(member) === 'file') return 'file';
  }
  return 'unknown';
}
