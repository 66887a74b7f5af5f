import type { SoakFloor } from '../../src/soak/soak-floor';
import type { SoakResult } from '../../src/soak/soak-result';
import type { RepeatedOpeners } from '../openers/repeated-openers';
import type { SnapshotOutcome } from './heap-snapshot';

/** What the soak needs of its process. */
export interface SoakHost {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly epoch: () => number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly takeFloor: () => Promise<SoakFloor>;
  /** Bytes that may still be allocated. */
  readonly room: () => number;
  /** Lets the event loop go round: timers and sockets of the tests have their turn. */
  readonly turn: () => Promise<void>;
  /** A heap snapshot into a file of that number; with the last one come the source maps. */
  readonly snapshot: (number: number, isLast: boolean) => SnapshotOutcome;
  /** From now on, who opens what. */
  readonly recordOpeners: () => RepeatedOpeners;
  readonly write: (result: SoakResult) => void;
}
