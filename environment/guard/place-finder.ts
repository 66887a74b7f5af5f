import crypto from 'node:crypto';
import fs from 'node:fs';
import { types } from 'node:util';
import type { FunctionPlace } from './function-place';
import { ownData } from './realm';

// Taken when the module is loaded: tests may replace what the shared modules export.
const { createHash } = crypto;
const { readFileSync } = fs;
const { isProxy } = types;

/** A left-behind value, and under what name it was left. */
export interface Placed {
  readonly what: string;
  readonly event?: string;
  readonly value: object;
}

/**
 * A look takes 40 ms and more (bench/guard-cost.ts), since V8 hashes the text of every script for it. The
 * first ones find most of what there is; later ones may take a share of the process's CPU time.
 */
const FREE_LOOKS = 3;
const SHARE = 0.01;

/**
 * Finds where left-behind functions lie, and remembers it: the same function of the same text, left at
 * the same place by the next file, is not looked up again. It holds no function and no text.
 */
export class PlaceFinder {
  private readonly known = new Map<string, FunctionPlace | null>();
  private looks = 0;
  private spentMs = 0;
  private lastMs = 0;

  /** @param path of the test file that left them */
  find(wanted: readonly Placed[], path: string): (FunctionPlace | null)[] {
    const keys = wanted.map(keyOf);
    const unknown = wanted.filter((_, i) => this.placeOf(keys[i] as string, path) === undefined);
    if (unknown.length > 0 && this.isAffordable()) this.lookUp(unknown, path);
    return keys.map((key) => this.placeOf(key, path) ?? null);
  }

  private placeOf(key: string, path: string): FunctionPlace | null | undefined {
    const ofFile = this.known.get(`${key} ${path}`);
    return ofFile === undefined ? this.known.get(key) : ofFile;
  }

  private isAffordable(): boolean {
    if (this.looks < FREE_LOOKS) return true;
    const { user, system } = process.cpuUsage();
    return this.spentMs + this.lastMs <= ((user + system) / 1000) * SHARE;
  }

  private lookUp(wanted: readonly Placed[], path: string): void {
    this.looks += 1;
    const before = process.cpuUsage();
    const places = locateAll(wanted.map(({ value }) => codeOf(value)));
    wanted.forEach((one, i) => this.remember(keyOf(one), places[i] ?? null, path));
    const { user, system } = process.cpuUsage(before);
    this.lastMs = (user + system) / 1000;
    this.spentMs += this.lastMs;
  }

  /** What one test file does by itself, another may do with the same words. */
  private remember(key: string, place: FunctionPlace | null, path: string): void {
    if (place === null || (place.file !== path && place.requiredBy !== path)) {
      this.known.set(key, place);
      return;
    }
    this.known.set(`${key} ${path}`, place);
    if (place.file !== path) this.known.set(key, { ...place, requiredBy: null });
  }
}

function locateAll(functions: readonly unknown[]): readonly (FunctionPlace | null)[] {
  // Loaded only here: a suite that leaves nothing behind never pays for them.
  const { locate } = require('./function-place') as typeof import('./function-place');
  try {
    const inspector = require('node:inspector') as typeof import('node:inspector');
    // Somebody debugs this process: closing a session would change the ids in his heap snapshots.
    if (inspector.url() !== undefined) return [];
    return locate(new inspector.Session(), functions, readText);
  } catch {
    return []; // A Node without the inspector, or one that is taken: the finding stands without a place.
  }
}

/** The function itself; for an instance, its class. Mocks are made by Jest, not by who left them. */
function codeOf(value: object): unknown {
  if (isProxy(value)) return value;
  if (typeof value === 'function') return ownData(value, '_isMockFunction') === true ? null : value;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null ? null : ownData(prototype, 'constructor');
}

function keyOf({ what, event, value }: Placed): string {
  const code = codeOf(value);
  const text = typeof code === 'function' ? Function.prototype.toString.call(code) : '';
  return `${what} ${event ?? ''} ${createHash('sha1').update(text).digest('base64')}`;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Asked for on the chance that it is there.
  }
}
