import type { Series } from './series';

/** What a Node child measured of itself, at each of its collections. Bytes. */
export interface ChildFloors {
  /** What survived, on the heap and held by it. */
  readonly kept: Series;
  /** Resident memory that is neither. */
  readonly native: Series;
  /** Text of the modules that it had loaded. */
  readonly loaded: Series;
}
