import { EventEmitter } from 'node:events';
import https from 'node:https';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { realmOf } from '../../../environment/guard/realm';

// This test runs in a sandbox of Jest's itself: what it makes is of a file, what Node gives is not.
class Derived extends EventEmitter {}

function trap(): never {
  throw new Error('a trap ran');
}

test.each<[string, object]>([
  ['a function', () => {}],
  ['a class that extends one of Node’s', Derived],
  ['an instance of it', new Derived()],
  [
    'a class with static getters',
    class extends EventEmitter {
      static override get length(): number {
        return trap();
      }
      static override get name(): string {
        return trap();
      }
    },
  ],
  ['a promisified function', promisify(trap)],
  ['a bound function', trap.bind(null)],
  ['an array', []],
  ['a map', new Map()],
  [
    'an object without a prototype that holds a function',
    Object.assign(Object.create(null), { f() {} }),
  ],
  ['a value of another context', runInNewContext('(function other() {})') as object],
  ['a mock of Jest’s', jest.fn()],
])('%s that was made in a sandbox is of a file', (_, value) => {
  expect(realmOf(value)).toBe('file');
});

test.each<[string, object]>([
  ['a function of a core module', https.request],
  ['a prototype of a core module', EventEmitter.prototype],
  ['a class of a core module that extends another', https.Agent],
  ['an instance that a sandbox made of a class of Node’s', new EventEmitter()],
])('%s is of the process', (_, value) => {
  expect(realmOf(value)).toBe('process');
});

test('a proxy is unknown, and so is an empty object without a prototype', () => {
  const proxy = new Proxy(() => {}, {
    getPrototypeOf: trap,
    getOwnPropertyDescriptor: trap,
    ownKeys: trap,
    get: trap,
  });
  expect(realmOf(proxy)).toBe('unknown');
  expect(realmOf(Object.create(proxy) as object)).toBe('unknown');
  expect(realmOf(Object.create(null) as object)).toBe('unknown');
});
