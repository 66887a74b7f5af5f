/**
 * What a process has opened as a whole thing, and must end or close again. `datagrams` are UDP sockets;
 * `connection` is one that a server accepted, opened by whoever started the server.
 */
export type OpenedKind =
  | 'thread'
  | 'child'
  | 'server'
  | 'socket'
  | 'connection'
  | 'datagrams'
  | 'file'
  | 'watcher'
  | 'timer'
  | 'listener';

/** A place in the code that ran. Line and column count from 0; `file` is absolute. */
export interface RawPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What one place in the code has opened and is open still. */
export interface StillOpen {
  readonly kind: OpenedKind;
  /** Code of the project and of packages, the innermost first; none where Node opened it by itself. */
  readonly places: readonly RawPlace[];
  readonly count: number;
}

/** All that was open at one moment, of what was opened since the recording began. */
export interface OpenCensus {
  /** Runs of the repeated work (tests, or files) until then. */
  readonly runs: number;
  readonly open: readonly StillOpen[];
  /** Threads of the process, whoever started them; null where the system does not tell. */
  readonly threads: number | null;
  /**
   * Descriptors that no recorded call opened, native code's for one, by what they lead to: a path, or
   * `socket`. Null where the system does not tell.
   */
  readonly unknown: Readonly<Record<string, number>> | null;
}

/** Name of the file, beside the spool's, that has one census in each line. */
export const OPEN_CENSUS = 'open-census.ndjson';
