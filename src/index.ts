/** The API for scripts outside Jest. Inside Jest, the environment and the reporter are all one needs. */
export { MemoryMonitor, type MonitorOptions } from './monitor';
export { detectLeaks, type Leak, type LeakOptions, type ProcessSeries } from './detect-leaks';
export type { ObservedProcess } from './series/process';
export type { Series, Signal } from './series/series';
export type { Report, Verdict } from './report/report';
