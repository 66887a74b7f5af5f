import fs from 'node:fs';
import type { RawPlace } from '../../src/openers/census';
import type { CarriedPlaces } from './carried-places';
import type { OpenedLog } from './opened-log';

// Taken when the module is loaded: tests may replace what the shared `fs` exports.
const { fstatSync } = fs;

/** What Node's `fs` calls to open a file, as far as it is used here. */
interface FsBinding {
  open: (this: unknown, ...args: unknown[]) => unknown;
  openFileHandle: (this: unknown, ...args: unknown[]) => unknown;
}

/** The request of a call with a callback: Node calls `oncomplete` with an error or the descriptor. */
interface FsRequest {
  oncomplete?: (this: unknown, error: unknown, fd?: unknown) => unknown;
}

/**
 * Records files as they are opened by `fs`, with or without callback or promise, by streams too. It
 * stands below `fs`, where tests neither see nor replace it, and so also serves code that took
 * `openSync` from `fs` before.
 */
export class OpenFiles {
  /** The last file that was opened under each descriptor; who had the number before has closed it. */
  private readonly files = new Map<number, OpenedFile>();
  private readonly binding = fsBinding();
  private readonly original: FsBinding | null;

  constructor(
    private readonly log: OpenedLog,
    private readonly carried: CarriedPlaces,
  ) {
    const { binding } = this;
    this.original =
      binding === null ? null : { open: binding.open, openFileHandle: binding.openFileHandle };
  }

  /** False where Node does not let it. */
  start(): boolean {
    const { binding, original, carried } = this;
    if (binding === null || original === null) return false;
    const record = this.opened.bind(this);
    binding.open = function open(...args) {
      const request = args.find(isRequest);
      if (request !== undefined) whenComplete(request, carried.now(), record);
      const fd = original.open.apply(this, args);
      if (typeof fd === 'number') record(fd, carried.now());
      return fd;
    };
    binding.openFileHandle = function openFileHandle(...args) {
      const places = carried.now();
      const opening = original.openFileHandle.apply(this, args);
      if (!isPromise(opening)) return opening;
      return opening.then((handle) => {
        record(Object(handle).fd, places);
        return handle;
      });
    };
    return true;
  }

  stop(): void {
    if (this.binding !== null && this.original !== null) {
      Object.assign(this.binding, this.original);
    }
  }

  /** Whether the descriptor is one of those, and open still. */
  has(fd: number): boolean {
    const file = this.files.get(fd);
    return file !== undefined && fileBehind(fd) === file.name;
  }

  private opened(fd: unknown, places: readonly RawPlace[]): void {
    const name = typeof fd === 'number' ? fileBehind(fd) : null;
    if (typeof fd !== 'number' || name === null || places.length === 0) return;
    const file = { name };
    this.files.set(fd, file);
    this.log.add('file', places, () => this.files.get(fd) === file && this.has(fd));
  }
}

interface OpenedFile {
  /** See `fileBehind`. */
  readonly name: string;
}

/** Null where the permission model, or a later Node, denies it. */
function fsBinding(): FsBinding | null {
  try {
    // Deprecated, and no other way leads below `fs`.
    const { binding } = process as unknown as { binding?: (name: string) => unknown };
    const found = Object(binding?.call(process, 'fs')) as Partial<FsBinding>;
    return typeof found.open === 'function' && typeof found.openFileHandle === 'function'
      ? (found as FsBinding)
      : null;
  } catch {
    return null;
  }
}

function isRequest(argument: unknown): argument is FsRequest {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    typeof (argument as FsRequest).oncomplete === 'function'
  );
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | undefined)?.then === 'function';
}

function whenComplete(
  request: FsRequest,
  places: readonly RawPlace[],
  record: (fd: unknown, places: readonly RawPlace[]) => void,
): void {
  const complete = request.oncomplete;
  request.oncomplete = function oncomplete(this: unknown, error, ...rest) {
    if (error === null || error === undefined) record(rest[0], places);
    return complete?.call(this, error, ...rest);
  };
}

/** Which file an open descriptor leads to, by device and number; null where it is closed. */
function fileBehind(fd: number): string | null {
  try {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null; // Closed.
  }
}
