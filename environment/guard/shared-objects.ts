import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { types } from 'node:util';
import { ownData } from './realm';

/** An object that all test files of a process share, and the name that a person knows it by. */
export interface SharedObject {
  readonly name: string;
  readonly object: object;
}

export interface SharedEmitter {
  readonly name: string;
  readonly emitter: EventEmitter;
}

/**
 * Globals that Jest hands to every sandbox as they are. A sandbox has its own intrinsics (`Array`,
 * `Promise`, ...), but Jest replaces `Uint8Array` and `ArrayBuffer` with the process's.
 */
const GLOBALS = [
  'Buffer',
  'Uint8Array',
  'ArrayBuffer',
  'URL',
  'URLSearchParams',
  'EventTarget',
  'Event',
  'AbortController',
  'AbortSignal',
  'TextEncoder',
  'TextDecoder',
  'MessageChannel',
  'MessagePort',
  'performance',
  'queueMicrotask',
  'structuredClone',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
];

/** The core modules that code under test patches: small ones, most of which Jest has loaded already. */
const MODULES = [
  'http',
  'https',
  'net',
  'tls',
  'fs',
  'fs/promises',
  'dns',
  'dns/promises',
  'dgram',
  'cluster',
  'child_process',
  'crypto',
  'events',
  'stream',
  'stream/promises',
  'timers',
  'timers/promises',
  'util',
  'url',
  'path',
  'os',
  'zlib',
  'querystring',
  'string_decoder',
  'readline',
  'buffer',
  'console',
  'assert',
  'async_hooks',
  'diagnostics_channel',
  'perf_hooks',
  'worker_threads',
  'vm',
  'v8',
];

/** Members that hold constants, and an emitter's own table: no place where anyone patches. */
const SKIPPED = new Set(['constants', 'codes', 'STATUS_CODES', 'METHODS', '_events']);

/**
 * The core modules, the functions and objects they export, the prototypes of their classes, the agents
 * and the standard streams. Not here, because each sandbox has its own copy: `process` and the intrinsics.
 */
export function sharedObjects(): SharedObject[] {
  const collected = new Map<object, string>();
  const add = (name: string, value: unknown): void => {
    if (!isObject(value) || types.isProxy(value) || collected.has(value)) return;
    collected.set(value, name);
    if (typeof value !== 'function') return;
    const prototype = ownData(value, 'prototype');
    if (isObject(prototype) && hasMethods(prototype)) add(`${name}.prototype`, prototype);
  };
  add('EventEmitter', EventEmitter);
  for (const name of GLOBALS) add(name, ownData(globalThis, name));
  add('TypedArray', Object.getPrototypeOf(Uint8Array));
  add('http.globalAgent', http.globalAgent);
  add('https.globalAgent', https.globalAgent);
  add('process.stdout', process.stdout);
  add('process.stderr', process.stderr);
  // Jest's copy of `process` keeps the prototype, and the very same functions.
  add('process prototype', Object.getPrototypeOf(process));
  for (const key of stringKeys(process)) {
    const value = ownData(process, key);
    if (typeof value === 'function') add(`process.${key}`, value);
  }
  const load = createRequire(__filename);
  for (const name of MODULES) {
    const exported: unknown = load(`node:${name}`);
    add(name, exported);
    if (!isObject(exported)) continue;
    for (const key of stringKeys(exported)) {
      if (!SKIPPED.has(key)) add(`${name}.${key}`, ownData(exported, key));
    }
  }
  const { Module } = load('node:module') as {
    Module: { _extensions?: unknown; prototype: object };
  };
  add('Module._extensions', ownData(Module, '_extensions'));
  add('Module.prototype', Module.prototype);
  return Array.from(collected, ([object, name]) => ({ name, object })).filter(
    ({ object }) => !Object.isFrozen(object),
  );
}

/**
 * The emitters among them, and the real `process`. `process.stdin` is left out: reading it opens it,
 * which can keep a process from ending.
 */
export function sharedEmitters(objects: readonly SharedObject[]): SharedEmitter[] {
  const found: SharedEmitter[] = [];
  for (const { name, object } of objects) {
    if (object instanceof EventEmitter && Object.hasOwn(object, '_events')) {
      found.push({ name, emitter: object });
    }
  }
  found.push({ name: 'process', emitter: process });
  return found;
}

/** Every plain function has a prototype too, with nothing in it. */
function hasMethods(prototype: object): boolean {
  return stringKeys(prototype).length > 1;
}

function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

function stringKeys(object: object): string[] {
  return Object.getOwnPropertyNames(object);
}
