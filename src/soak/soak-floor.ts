/** What is left after a full collection, at one moment. */
export interface SoakFloor {
  /** V8's heap in use, less compiled code, in bytes. */
  readonly heap: number;
  /** Memory that objects of the heap hold outside it (Buffers, strings of Node's own), in bytes. */
  readonly external: number;
  /** Resident set size less heap and external, in bytes: native code's, and V8's own. */
  readonly native: number;
  /** Listeners on the file's `process`, on the real one, and on Node's other lasting emitters. */
  readonly listeners: number;
  /** What keeps the event loop open: sockets, servers, timers, children. */
  readonly handles: number;
  /** Null where the system does not tell. */
  readonly threads: number | null;
  readonly fds: number | null;
}

export type SoakSignal = keyof SoakFloor;

export const soakSignals = [
  'heap',
  'external',
  'native',
  'listeners',
  'handles',
  'threads',
  'fds',
] as const satisfies readonly SoakSignal[];

export const unitOf: Readonly<Record<SoakSignal, 'bytes' | 'count'>> = {
  heap: 'bytes',
  external: 'bytes',
  native: 'bytes',
  listeners: 'count',
  handles: 'count',
  threads: 'count',
  fds: 'count',
};

/** The same tests, run `repetitions` times in a row, with the floors around them. */
export interface SoakRound {
  readonly repetitions: number;
  readonly before: SoakFloor;
  readonly after: SoakFloor;
  readonly durationMs: number;
}
