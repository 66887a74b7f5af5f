/**
 * Milliseconds since the epoch that never go back: a clock set forward (or a machine that slept) is
 * followed, one set back is not, so that no two samples bear the same time.
 */
export function createSampleClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): () => number {
  let at = wall();
  let mark = monotonic();
  return () => {
    const now = monotonic();
    at = Math.max(wall(), at + (now - mark));
    mark = now;
    return Math.round(at);
  };
}
