import { memberOf } from './member-of';

export interface KeptSnapshotState {
  /** The next `toMatchSnapshot` of a test is again its first. */
  startOver(): void;
  /** As it was: counts, new snapshots, and those that no test asked for. */
  restore(): void;
}

const MATCHERS = Symbol.for('$$jest-matchers-object');

/**
 * Keeps the state of a file's snapshots, which `expect` holds under a symbol of the file's global. Its
 * fields have had these names since Jest 24 at least, and Jest's own `clear` takes back too much or too
 * little, depending on the version.
 */
export function keepSnapshotState(global: object): KeptSnapshotState {
  const expectState = memberOf(memberOf(global, MATCHERS), 'state');
  const state = memberOf(expectState, 'snapshotState');
  if (typeof state !== 'object' || state === null) return { startOver() {}, restore() {} };
  const fields = state as Record<string, unknown>;
  const kept = new Map(Object.entries(fields).map(([name, value]) => [name, copyOf(value)]));
  return {
    startOver() {
      fields['_counters'] = new Map();
      fields['_inlineSnapshots'] = copyOf(kept.get('_inlineSnapshots'));
      // Jest 30: what each test has added, for its retries.
      if ('_attemptRecordsByTest' in fields) fields['_attemptRecordsByTest'] = new WeakMap();
    },
    restore() {
      for (const [name, value] of kept) {
        // Getters and what is read only stay; nothing of them changes in a run.
        if (Object.getOwnPropertyDescriptor(fields, name)?.writable === true) fields[name] = value;
      }
    },
  };
}

/** Containers one level deep: what is in them is replaced, and never changed. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  if (isTagged(value, 'Map')) return new Map(value as Map<unknown, unknown>);
  if (isTagged(value, 'Set')) return new Set(value as Set<unknown>);
  const prototype: unknown =
    typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  const plain =
    prototype === null || memberOf(prototype, 'constructor')?.toString() === Object.toString();
  return plain ? Object.assign(Object.create(prototype as object | null), value) : value;
}

/** They may be of another realm: the sandbox's. */
function isTagged(value: unknown, tag: string): boolean {
  return Object.prototype.toString.call(value) === `[object ${tag}]`;
}
