import { judgeProcess } from '../src/detect/judge';
import { detectByLbr, publishedLbrSettings, type LbrSettings } from '../src/detect/lbr';
import { memorySignal } from '../src/detect/life';
import { fitLine } from '../src/detect/line';
import { piecesOf } from '../src/series/pieces';
import { resample } from '../src/series/resample';
import type { Series } from '../src/series/series';
import { type Answer, answerOf } from './answer';
import type { Case } from './labelled';

export interface Detector {
  readonly name: string;
  readonly answer: (one: Case) => Answer;
}

/** The machine that the reference figures were taken for, so that all machines print the same. */
const settings: LbrSettings = { ...publishedLbrSettings, criticalMemoryBytes: 24e9 };

const nothing: Series = {
  times: new Float64Array(0),
  values: new Float64Array(0),
  intervalMs: 0,
};

/** All look at the same signal: anonymous memory, or what is nearest to it. */
function memoryOf({ process }: Case): Series {
  const signal = memorySignal(process);
  return (signal === null ? undefined : process.signals[signal]) ?? nothing;
}

export const byDefault: Detector = {
  name: 'default',
  answer: ({ process, inside }) => {
    const { kind, slight } = judgeProcess(process, settings, inside);
    // What is told only where running it again shows it is a suspicion until then.
    return slight === true ? 'suspect' : answerOf(kind);
  },
};

/** The product's answer, where it was recorded what running the suspects of a run again measured. */
export const withConfirmation: Detector = {
  name: 'with confirmation',
  answer: (one) => one.confirmed ?? byDefault.answer(one),
};

export const detectors: readonly Detector[] = [
  byDefault,
  withConfirmation,
  {
    name: 'LBR as published',
    answer: (one) => leakIf(detectByLbr(memoryOf(one), 'anon', settings).outcome === 'grows'),
  },
  { name: "memorytools' code", answer: (one) => leakIf(byPublishedCode(memoryOf(one))) },
  { name: 'straight line', answer: (one) => leakIf(byStraightLine(memoryOf(one))) },
];

function leakIf(condition: boolean): Answer {
  return condition ? 'leak' : 'nothing';
}

/**
 * What the code of memorytools does, which is not what its text says
 * (`detect_leaks_linear_backward_regression` in memorytools/memoryanalysis.py, at b86e834): gaps of 0.5 s
 * whatever the sampling rate, the last sample left out, and `t_crit > 3600`, where `t_crit` is the time
 * of the epoch at which the line meets critical memory. That holds for any line since 1970: rising or
 * falling.
 */
function byPublishedCode(series: Series): boolean {
  const { minPoints, resampleSeconds, rSquared, criticalTimeSeconds, criticalMemoryBytes } =
    settings;
  // Recordings count from their start; the code compares times of the epoch.
  const epochSeconds = 1.7e9;
  return piecesOf({ ...series, intervalMs: 0 }).some((piece) => {
    if (piece.times.length <= 10) return false;
    const points = resample(piece, resampleSeconds * 1000);
    const end = points.times.at(-1) === piece.times.at(-1) ? -1 : points.times.length;
    const times = points.times.subarray(0, end);
    const values = points.values.subarray(0, end);
    for (let n = minPoints; n <= values.length; n++) {
      const line = fitLine({ ...points, times: times.slice(-n), values: values.slice(-n) });
      const { slopePerSecond, r2, window } = line.fit;
      if (slopePerSecond === 0 || !(r2 >= rSquared)) continue;
      const untilCritical = (criticalMemoryBytes - line.valueAtEnd) / slopePerSecond;
      if (epochSeconds + window.to / 1000 + untilCritical > criticalTimeSeconds) return true;
    }
    return false;
  });
}

/** The simplest thing: one line through all of it. A constant has no line; rounding would give it one. */
function byStraightLine(series: Series): boolean {
  if (series.values.every((value) => value === series.values[0])) return false;
  const { slopePerSecond, r2 } = fitLine(series).fit;
  return slopePerSecond > 0 && r2 >= settings.rSquared;
}
