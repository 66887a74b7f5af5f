import { types } from 'node:util';
import { createContext } from 'node:vm';

/**
 * Where a value was made: in a `file`'s sandbox, or in the `process`'s own realm. A value from a sandbox
 * keeps the whole sandbox alive; one from the process's realm may still do so through what it closes over.
 */
export type Realm = 'file' | 'process' | 'unknown';

// Taken when the module is loaded: tests may replace what the shared `util` exports.
const { isProxy } = types;

// Taken from a builtin rather than from this module's own globals, so that the answer is the same
// where this code itself runs inside a sandbox.
const processObjectPrototype = rootOf(createContext);

/** How many values of an object without a prototype are looked at. */
const MEMBERS = 20;

/**
 * Tells the realm from the prototype chain, and from the classes along it; runs no code of the value's.
 * A proxy is `unknown`, since any look at it runs its traps.
 */
export function realmOf(value: object): Realm {
  const root = rootOf(value);
  if (root === null) return 'unknown';
  if (root === value) return realmOfMembers(value);
  if (root !== processObjectPrototype || isJestMock(value)) return 'file';
  if (isConstructorOfFile(value)) return 'file';
  for (let next = value; next !== root; next = Object.getPrototypeOf(next) as object) {
    const constructor = ownData(next, 'constructor');
    if (typeof constructor === 'function' && isOfFile(constructor)) return 'file';
  }
  return 'process';
}

/** The value of an own data property; undefined where it is an accessor or absent. */
export function ownData(object: object, key: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** The end of the prototype chain; null where a proxy is in the way. */
function rootOf(value: object): object | null {
  let root = value;
  for (;;) {
    if (isProxy(root)) return null;
    const next = Object.getPrototypeOf(root) as object | null;
    if (next === null) return root;
    root = next;
  }
}

function isOfFile(constructor: object): boolean {
  const root = rootOf(constructor);
  if (root === null || root === constructor) return false;
  return root !== processObjectPrototype || isConstructorOfFile(constructor);
}

/**
 * A class that extends one of Node's has Node's prototype chain. But where a constructor has no
 * prototype to give, the new object gets that of the constructor's realm (ECMA-262, GetFunctionRealm).
 * It is bound first, since a proxy may not deny its target's own prototype, and by a proxy, so that no
 * static getter for `name` or `length` runs.
 */
function isConstructorOfFile(value: object): boolean {
  if (typeof value !== 'function') return false;
  try {
    const bound = Function.prototype.bind.call(
      new Proxy(value as () => void, BARE),
      null,
    ) as () => void;
    const made = Reflect.construct(Object, [], new Proxy(bound, BARE)) as object;
    return Object.getPrototypeOf(made) !== processObjectPrototype;
  } catch {
    return false; // No constructor: the prototype chain has told already.
  }
}

const BARE: ProxyHandler<() => void> = { get: () => null };

/** jest-mock makes its functions in the process's realm, and each holds the mocker of its file. */
function isJestMock(value: object): boolean {
  return typeof value === 'function' && ownData(value, '_isMockFunction') === true;
}

/** `Object.create(null)` tells nothing of its realm; what it holds may. */
function realmOfMembers(value: object): Realm {
  if (value === processObjectPrototype) return 'process';
  for (const key of Reflect.ownKeys(value).slice(0, MEMBERS)) {
    const member = ownData(value, key);
    if (typeof member !== 'function' && (typeof member !== 'object' || member === null)) continue;
    if (isProxy(member) || Object.getPrototypeOf(member) === null) continue;
    if (realmOf(member) === 'file') return 'file';
  }
  return 'unknown';
}
