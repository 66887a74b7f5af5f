import type { Bench } from './bench';
import { nodeHolders } from './node-holders';
import { holdersInPython } from './python-holders';
import type { Grown } from './repeated';

/** A child that grew when its test was run again, for whoever can tell what holds its memory. */
export interface GrownChild {
  /** Its id in the repetition. */
  readonly processId: string;
  readonly name: string;
  /** Bytes that it grows by each second, as seen from outside or by its floors; null where not known. */
  readonly rate: number | null;
  /** The test file that drives it, absolute. */
  readonly file: string;
  /** The spool of the repetition, with all that the child wrote there; it is removed after the answer. */
  readonly directory: string;
  readonly bench: Bench;
  /** By the clock, in ms since the epoch. */
  readonly deadline: number;
}

/** What holds the memory, and why there is less than could be. */
export type ChildHolders = Pick<Grown, 'diagnosis' | 'notes'>;

/** For children of one runtime: null where this is none of them. Never rejects. */
export type TellsHolders = (child: GrownChild) => Promise<ChildHolders | null>;

/** Tells what holds the memory of children of one test file; nothing where their runtime tells nothing. */
export function childHolders(): (child: GrownChild) => Promise<ChildHolders> {
  const runtimes: readonly TellsHolders[] = [nodeHolders(), holdersInPython];
  return async function holdersInChild(child) {
    for (const tells of runtimes) {
      const found = await tells(child);
      if (found !== null) return found;
    }
    return { diagnosis: null, notes: [] };
  };
}
