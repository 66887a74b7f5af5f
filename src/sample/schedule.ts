/**
 * When the next look is due after one at `now`, on the grid of `start + n * interval`: no drift, and
 * looks that a busy machine made late are left out instead of made up for in a burst.
 */
export function nextTick(start: number, intervalMs: number, now: number): number {
  return start + (Math.floor((now - start) / intervalMs) + 1) * intervalMs;
}
