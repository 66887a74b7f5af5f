import type { TimedRun } from './timed-run';

/** The same suite, without and with what is measured, one right after the other. */
export interface Pair {
  readonly base: TimedRun;
  readonly watched: TimedRun;
  /** What the watched run said of itself; null where it was not watched either. */
  readonly told: ToldCost | null;
}

export interface ToldCost {
  readonly collectionCpuMs: number;
  readonly testCpuMs: number;
  /** The strongest verdict. */
  readonly verdict: string;
}

/** What may be asked of a row: ratios of medians of pairs, and bytes more per process that runs tests. */
export interface Bars {
  readonly ratio: number | null;
  readonly peakBytes: number | null;
}

/** Of the CPU time of the processes that run tests, what collections may take by their own account. */
const COLLECTION_SHARE = 0.025;

/** The table of one row: CPU, wall, the peak of the largest worker (in band: of Jest itself), collections. */
export function pairSummary(title: string, pairs: readonly Pair[], bars: Bars): string {
  const extra = quartiles(pairs.map(({ base, watched }) => largest(watched) - largest(base)));
  const without = quartiles(pairs.map(({ base }) => largest(base)))[1];
  const ratioBar = bars.ratio === null ? '' : `, bar ${bars.ratio}`;
  const peakBar = bars.peakBytes === null ? '' : `, bar ${megabytes(bars.peakBytes)} MB`;
  return [
    `${title}, ${pairs.length} pairs`,
    `  CPU   ${pairLine(pairs, ({ cpuMs }) => cpuMs)}${ratioBar}`,
    `  wall  ${pairLine(pairs, ({ wallMs }) => wallMs)}${ratioBar}`,
    `  peak rss of the largest process that runs tests: ${megabytes(without)} MB without, ` +
      `${megabytes(extra[1])} MB more with [${extra.map(megabytes).join(', ')}]${peakBar}`,
    ...toldLines(pairs.flatMap(({ told }) => told ?? [])),
  ].join('\n');
}

function toldLines(told: readonly ToldCost[]): readonly string[] {
  if (told.length === 0) return [];
  const shares = quartiles(told.map((one) => one.collectionCpuMs / one.testCpuMs));
  const verdicts = told.map(({ verdict }) => verdict);
  const counted = [...new Set(verdicts)].map(
    (one) => `${one} ${verdicts.filter((other) => other === one).length}`,
  );
  return [
    `  collections ${percent(shares[1])} of CPU by their own account ` +
      `[${shares.map(percent).join(', ')}], bar ${percent(COLLECTION_SHARE)}; ` +
      `verdicts: ${counted.join(', ')}`,
  ];
}

/** Medians in seconds, and the median of the paired ratios with its quartiles. */
export function pairLine(
  pairs: readonly Pick<Pair, 'base' | 'watched'>[],
  milliseconds: (run: TimedRun) => number,
): string {
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

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
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
