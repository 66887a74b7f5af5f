import { piecesOf } from '../series/pieces';
import { resample } from '../series/resample';
import type { Series, Signal } from '../series/series';
import { scanBackward } from './backward-scan';
import type { Finding } from './finding';
import { formatBytes, formatSeconds } from '../units';
import { exhaustionOf, fitLine } from './line';

export interface LbrSettings {
  readonly minPoints: number;
  readonly resampleSeconds: number;
  readonly rSquared: number;
  readonly criticalTimeSeconds: number;
  /** The smaller of physical memory and the container's limit. */
  readonly criticalMemoryBytes: number;
}

/** As published, but for the memory, which is the machine's. */
export const publishedLbrSettings = {
  minPoints: 20,
  resampleSeconds: 0.5,
  rSquared: 0.9,
  criticalTimeSeconds: 3600,
} as const satisfies Omit<LbrSettings, 'criticalMemoryBytes'>;

/** A piece between two gaps needs more samples than this. */
const fewestSamples = 10;

/**
 * Linear Backward Regression: is there a window, from some earlier point to the last one, that a line
 * fits well and whose line reaches critical memory within the critical time after the last sample?
 *
 * B. Carpenter, "A Low-Impact Memory Alert System", SPIE 2024, after Jindal et al., "Memory leak
 * detection algorithms in the cloud-based infrastructure". Follows the text, not the published code,
 * which compares an absolute time, and with the wrong sign. Where gaps split the series, the newest
 * anomalous piece is reported.
 */
export function detectByLbr(series: Series, signal: Signal, settings: LbrSettings): Finding {
  const { minPoints, resampleSeconds, rSquared, criticalTimeSeconds, criticalMemoryBytes } =
    settings;
  const answer = { detector: 'lbr', signal } as const;
  let scanned = 0;
  for (const piece of piecesOf(series).toReversed()) {
    if (piece.times.length <= fewestSamples) continue;
    const points = resample(piece, resampleSeconds * 1000);
    if (points.values.length < minPoints) continue;
    scanned++;
    // The last point of the grid lies up to one step before the last sample.
    const rest = (piece.times.at(-1) ?? 0) - (points.times.at(-1) ?? 0);
    const window = scanBackward(points.values, {
      minPoints,
      rSquared,
      limit: criticalMemoryBytes,
      withinSteps: (criticalTimeSeconds + rest / 1000) / resampleSeconds,
    });
    if (window === null) continue;
    const line = fitLine({
      times: points.times.subarray(-window),
      values: points.values.subarray(-window),
      intervalMs: points.intervalMs,
    });
    const exhaustion = exhaustionOf(line, criticalMemoryBytes);
    const { slopePerSecond, r2 } = line.fit;
    return {
      ...answer,
      outcome: 'grows',
      reason:
        `rises by ${formatBytes(slopePerSecond)}/s along a line (R² ${r2.toFixed(2)}) that reaches ` +
        `${formatBytes(criticalMemoryBytes)} in ${formatSeconds(exhaustion?.inSeconds ?? 0)}`,
      fit: line.fit,
      growth: slopePerSecond * (window - 1) * resampleSeconds,
      exhaustion,
    };
  }
  const needed = `${formatSeconds(minPoints * resampleSeconds)} without a gap`;
  if (scanned === 0) {
    return { ...answer, outcome: 'too-little', reason: `fewer than ${needed} were seen` };
  }
  const within = `reaches ${formatBytes(criticalMemoryBytes)} within ${formatSeconds(criticalTimeSeconds)}`;
  return { ...answer, outcome: 'steady', reason: `no line through its last moments ${within}` };
}
