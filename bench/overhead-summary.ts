import type { TimedRun } from './timed-run';

/** The same suite, without and with jest-tidemark, one right after the other. */
export interface Pair {
  readonly base: TimedRun;
  readonly watched: TimedRun;
}

/** What is asked of jest-tidemark: ratios of medians of pairs, and bytes more per worker. */
const BARS = { cpu: 1.03, wall: 1.03, peakBytes: 15e6 };

/** The table of one mode: CPU, wall, and the peak of the largest worker (in band: of Jest itself). */
export function pairSummary(mode: string, pairs: readonly Pair[]): string {
  const extra = quartiles(pairs.map(({ base, watched }) => largest(watched) - largest(base)));
  const without = quartiles(pairs.map(({ base }) => largest(base)))[1];
  return [
    `${mode}, ${pairs.length} pairs`,
    `  CPU   ${pairLine(pairs, ({ cpuMs }) => cpuMs)}, bar ${BARS.cpu}`,
    `  wall  ${pairLine(pairs, ({ wallMs }) => wallMs)}, bar ${BARS.wall}`,
    `  peak rss of the largest process that runs tests: ${megabytes(without)} MB without, ` +
      `${megabytes(extra[1])} MB more with [${extra.map(megabytes).join(', ')}], ` +
      `bar ${megabytes(BARS.peakBytes)} MB`,
  ].join('\n');
}

/** Medians in seconds, and the median of the paired ratios with its quartiles. */
export function pairLine(pairs: readonly Pair[], milliseconds: (run: TimedRun) => number): string {
  const [without, withIt] = (['base', 'watched'] as const).map((flavour) =>
    (quartiles(pairs.map((pair) => milliseconds(pair[flavour])))[1] / 1000).toFixed(2),
  );
  const ratios = quartiles(
    pairs.map(({ base, watched }) => milliseconds(watched) / milliseconds(base)),
  ).map((ratio) => ratio.toFixed(4));
  return `${without} s without, ${withIt} s with, ratio ${ratios[1]} [${ratios.join(', ')}]`;
}

function largest({ workerPeaks, mainPeak }: TimedRun): number {
  return workerPeaks.length > 0 ? Math.max(...workerPeaks) : (mainPeak ?? Number.NaN);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Lower quartile, median and upper quartile, interpolated. */
function quartiles(values: readonly number[]): [number, number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const position = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
    if (low === undefined || high === undefined) return Number.NaN;
    return low + (high - low) * (position % 1);
  };
  return [at(0.25), at(0.5), at(0.75)];
}
