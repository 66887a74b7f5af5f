/** Less would rarely decide what a run's own confirmation could not. */
const LEAST_MINUTES = 5;
const TIMES_AS_LONG = 4;

/** What to do where it was a matter of time, to stand after a semicolon. */
export function moreTime(boundMs: number): string {
  const minutes = Math.max(LEAST_MINUTES, Math.ceil((TIMES_AS_LONG * boundMs) / 60_000));
  return `npx tidemark confirm --time ${minutes}m gives more`;
}
