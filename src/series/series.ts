/** What is measured of a process from outside. Sizes are bytes; `threads` and `fds` are counts. */
export type Signal = 'rss' | 'vms' | 'anon' | 'threads' | 'fds';

/**
 * One signal of one process. Both arrays have the same length; `times` are milliseconds since the
 * epoch and ascend strictly. `intervalMs` is the spacing the samples were taken (or thinned) at, from
 * which a gap is told: a pause of many intervals is a time when nobody looked.
 */
export interface Series {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly intervalMs: number;
}

export const emptySeries: Series = {
  times: new Float64Array(0),
  values: new Float64Array(0),
  intervalMs: 0,
};
