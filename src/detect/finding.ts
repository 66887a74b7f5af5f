import type { Signal } from '../series/series';

/** The stretch of a series that a line was fitted to. Times in ms since the epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** A fitted line: slope in units of the signal per second, and the coefficient of determination. */
export interface Fit {
  readonly slopePerSecond: number;
  readonly r2: number;
  readonly window: Window;
}

/** When the fitted line meets a limit, in seconds after the last sample. */
export interface Exhaustion {
  readonly limitBytes: number;
  readonly inSeconds: number;
}

/**
 * One detector's answer for one series. `grows` carries the evidence; the others say in a sentence why
 * not. `too-little` is no answer at all: there was not enough to look at.
 */
export type Finding =
  | {
      readonly outcome: 'grows';
      readonly detector: string;
      readonly signal: Signal;
      readonly reason: string;
      readonly fit: Fit;
      /** Growth over the window, in the unit of the signal. */
      readonly growth: number;
      readonly exhaustion: Exhaustion | null;
    }
  | {
      readonly outcome: 'steady' | 'too-little';
      readonly detector: string;
      readonly signal: Signal;
      readonly reason: string;
    };
