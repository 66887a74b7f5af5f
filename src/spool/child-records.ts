/** Lines of the spool that Node children of the tests write while suspects are confirmed; see `records`. */

/** What survived a full collection in a Node child of the tests, and what the collection cost, in ms. */
export interface ChildFloorRecord {
  readonly type: 'child-floor';
  readonly at: number;
  readonly heapUsed: number;
  /** Memory outside the heap that objects hold, `arrayBuffers` among it. */
  readonly external: number;
  readonly arrayBuffers: number;
  readonly rss: number;
  /** As in `Floor`. */
  readonly native?: number;
  /** Text of all CommonJS modules that were loaded from files so far. */
  readonly loaded?: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** CPU time of the process so far, this collection included, in ms. */
  readonly processCpuMs: number;
}

/** A Node child of the tests wrote a heap snapshot, or could not. */
export interface ChildSnapshotRecord {
  readonly type: 'child-snapshot';
  readonly at: number;
  /** Name of the file in the spool's directory, which is whole; null where there is none, and `reason` says why. */
  readonly file: string | null;
  readonly reason: string | null;
  /** Bytes of heap, and held by it, that had survived the collection just before. */
  readonly kept: number;
}
