import type { Collector, Cost } from '../inside/collector';

/** Between two collections at least. */
const SHORTEST_MS = 200;
/** The first floor is taken when the process has loaded what it needs. */
const FIRST_MS = 400;

/**
 * Share of the time that the process may stand still for collections. On a busy machine one of 8 ms of CPU took
 * up to 530 ms by the clock, which the process would have waited for elsewhere: held to the other share,
 * there would have been six in 15 s.
 */
const STILL_SHARE = 0.25;

export interface FloorTimer {
  readonly collector: Collector;
  /** CPU time that collections may take, as a share of the time that passes. */
  readonly share: number;
  /** Runs once, after so many ms; must not keep the process alive. */
  readonly after: (ms: number, run: () => void) => void;
  /** A collection was made. */
  readonly collected: (cost: Cost) => void;
}

/** Collects again and again, each time so much later that collections stay within their share of the time. */
export function startFloorTimer({ collector, share, after, collected }: FloorTimer): void {
  const collect = (): void => {
    const cost = collector.collect();
    collected(cost);
    const { cpuMs, wallMs } = cost;
    after(Math.max(SHORTEST_MS, cpuMs / share, wallMs / STILL_SHARE) - wallMs, collect);
  };
  after(FIRST_MS, collect);
}
