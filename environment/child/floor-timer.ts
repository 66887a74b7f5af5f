import type { Collector, Cost } from '../inside/collector';

/** Between two collections at least. */
const SHORTEST_MS = 200;
/** The first floor is taken when the process has loaded what it needs. */
const FIRST_MS = 400;

export interface FloorTimer {
  readonly collector: Collector;
  /** Share of the time that collections may take. */
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
    const ms = Math.max(cost.cpuMs, cost.wallMs);
    after(Math.max(SHORTEST_MS, ms / share - ms), collect);
  };
  after(FIRST_MS, collect);
}
