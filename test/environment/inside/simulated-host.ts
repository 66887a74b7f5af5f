import type { Cost } from '../../../environment/inside/collector';
import type { Host } from '../../../environment/inside/host';

/** A process whose clock, CPU time and heap a test sets: what the probe is told, and nothing else. */
export class SimulatedHost implements Host {
  nowMs = 0;
  cpu = 0;
  heap = 20e6;
  /** Heap that survives a collection. */
  live = 20e6;
  contextCount = 2;
  cost: Cost = { cpuMs: 40, wallMs: 40 };
  collectedAt: number[] = [];
  paused: number[] = [];

  /** Time in which the process is busy and makes garbage. */
  run(ms: number, garbage = 1e6): void {
    this.nowMs += ms;
    this.cpu += ms;
    this.heap += garbage;
  }

  now = (): number => this.nowMs;
  cpuMs = (): number => this.cpu;
  heapUsed = (): number => this.heap;
  contexts = (): number => this.contextCount;
  reading = () => ({ oldSpace: this.heap, external: 0, rss: 0 });
  memory = () => ({
    rss: this.heap,
    heapTotal: this.heap,
    heapUsed: this.heap,
    external: 0,
    arrayBuffers: 0,
  });
  pause = (ms: number): Promise<void> => {
    this.paused.push(ms);
    this.nowMs += ms;
    return Promise.resolve();
  };
  captureCollector = () => ({
    exact: true,
    collect: (): Cost => {
      this.heap = this.live;
      this.cpu += this.cost.cpuMs;
      this.nowMs += this.cost.wallMs;
      this.collectedAt.push(this.cpu);
      return this.cost;
    },
  });
}
