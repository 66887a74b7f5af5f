import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import type { ChildSnapshotRecord } from '../../src/spool/child-records';
import { writeHeapSnapshot } from '../soak/heap-snapshot';
import { SOURCE_MAPS, writeSourceMaps } from '../soak/source-maps';
import type { SnapshotOrder } from './child-preload';
import { SNAPSHOTS, type SnapshotTaken, snapshotSeries } from './snapshot-series';

/** Made by the process that writes snapshots: others that run the same leave it to that one. */
const CLAIM = 'child-snapshots';

/** Writes heap snapshots of this process into the spool, and tells of each when it is whole. */
export function snapshotsInto(
  spool: string,
  order: SnapshotOrder,
  tell: (record: ChildSnapshotRecord) => void,
): (kept: number, heapUsed: number) => void {
  const nameOf = (number: number) => `child-${process.pid}-${number}.heapsnapshot`;
  const { now } = Date;
  return snapshotSeries({
    order,
    now,
    claim: () => isFirst(path.join(spool, CLAIM)),
    write: (number) => writeHeapSnapshot(path.join(spool, nameOf(number))),
    taken: ({ number, outcome, kept }: SnapshotTaken) => {
      const isWritten = outcome.outcome === 'written';
      tell({
        type: 'child-snapshot',
        at: now(),
        file: isWritten ? nameOf(number) : null,
        reason: isWritten ? null : outcome.reason,
        kept,
      });
      // Who waits for the last snapshot waits for these.
      if (number === SNAPSHOTS || !isWritten) writeSourceMaps(path.join(spool, SOURCE_MAPS));
    },
  });
}

function isFirst(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx', 0o600));
    return true;
  } catch {
    return false; // It is there, or the spool is gone.
  }
}
