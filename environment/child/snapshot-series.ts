import type { SnapshotOutcome } from '../soak/heap-snapshot';
import type { SnapshotOrder } from './child-preload';

/** As many as tell what goes on growing from what grew once. */
export const SNAPSHOTS = 3;
/** What shall be gained from each to the next: as much as the process is known to gain in this time. */
const GAIN_SECONDS = 1.5;
const LEAST_GAIN = 64 * 1024;
/** What is loaded and compiled at first grows as well. */
const WARM_MS = 2_000;
const SPACING_MS = 1_000;
/** The most that was seen for each byte of heap, on a busy machine; and the usual, of small heaps. */
const MS_PER_BYTE = 110 / 1e6;
const USUAL_MS_PER_BYTE = 30 / 1e6;
/** By so much a snapshot may take longer, by the byte, than the one before. */
const SLOWER = 1.5;

export interface SnapshotTaken {
  /** From 1. */
  readonly number: number;
  readonly outcome: SnapshotOutcome;
  /** Bytes that had survived the collection before it. */
  readonly kept: number;
}

export interface SnapshotSeries {
  readonly order: SnapshotOrder;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Asked once: whether no other process has begun to write snapshots. */
  readonly claim: () => boolean;
  readonly write: (number: number) => SnapshotOutcome;
  readonly taken: (snapshot: SnapshotTaken) => void;
}

/**
 * Heap snapshots of a process that is known to leak, each when it has gained enough since the one before: a
 * server that waits for its first request gains nothing. Answers what to do at each floor, given the bytes that
 * survived, and of those the bytes of heap.
 */
export function snapshotSeries(series: SnapshotSeries): (kept: number, heapUsed: number) => void {
  const { order, now, claim, write, taken } = series;
  const gain = Math.max(LEAST_GAIN, GAIN_SECONDS * order.rate);
  let from: { readonly at: number; readonly kept: number } | null = null;
  let next = 1;
  let msPerByte = { next: MS_PER_BYTE, later: USUAL_MS_PER_BYTE };
  return function floor(kept, heapUsed) {
    const at = now();
    from ??= { at, kept };
    if (next > SNAPSHOTS || kept - from.kept < gain) return;
    if (at - from.at < (next === 1 ? WARM_MS : SPACING_MS)) return;
    if (next === 1 && !claim()) {
      next = SNAPSHOTS + 1;
      return;
    }
    const expectedMs = heapUsed * (msPerByte.next + msPerByte.later * (SNAPSHOTS - next));
    const outcome = expectedMs > order.deadline - at ? TOO_LARGE : write(next);
    const measured = Math.min(MS_PER_BYTE, (SLOWER * (now() - at)) / heapUsed);
    msPerByte = { next: measured, later: measured };
    taken({ number: next, outcome, kept });
    from = { at: now(), kept };
    next = outcome.outcome === 'written' ? next + 1 : SNAPSHOTS + 1;
  };
}

const TOO_LARGE: SnapshotOutcome = {
  outcome: 'refused',
  reason: 'its heap is too large for snapshots to be written in the time that is left',
};
