import { SimpleLinearRegression } from 'ml-regression-simple-linear';
import { detectByLbr, publishedLbrSettings } from '../src/detect/lbr';
import type { Series } from '../src/series/series';

/**
 * What a scan by LBR costs: `node dist/bench/analysis.js`. The data are the worst case: never anomalous,
 * so that every window back to the start is tried, and spaced as LBR resamples, so that every sample is a
 * point. Compared with fitting every window anew by the library, which costs O(n²); the larger ones of
 * those are reckoned from every `stride`-th window. Exits 1 where 500 processes of 20,000 samples take
 * longer than a second.
 */
const settings = { ...publishedLbrSettings, criticalMemoryBytes: 24e9 };
const processes = 500;
const allowedMs = 1000;
const targetSamples = 20_000;
const refitWindows = 200;

/** Rises to critical memory far too late, with noise that keeps R² below its threshold. */
function worstCase(samples: number, seed: number): Series {
  let random = seed;
  const start = Date.UTC(2026, 0, 1);
  const times = Float64Array.from({ length: samples }, (_, i) => start + i * 500);
  const values = Float64Array.from({ length: samples }, (_, i) => {
    random = (random * 48271) % 2147483647;
    return 1e8 + i * 10 + (random / 2147483647) * 5e7;
  });
  return { times, values, intervalMs: 500 };
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function scanAll(all: readonly Series[]): void {
  for (const series of all) {
    const { outcome } = detectByLbr(series, 'rss', settings);
    if (outcome !== 'steady') throw new Error(`The data must be steady, and were ${outcome}.`);
  }
}

/** Time to fit every window of one process anew, from some windows evenly spread over all. */
function refitMs({ times, values }: Series): number {
  const end = times.at(-1) ?? 0;
  const x = Array.from(times, (t) => (t - end) / 1000);
  const y = Array.from(values);
  const windows = values.length - settings.minPoints + 1;
  const stride = Math.max(1, Math.floor(windows / refitWindows));
  let fitted = 0;
  const ms = milliseconds(() => {
    for (let n = settings.minPoints; n <= y.length; n += stride) {
      const [xs, ys] = [x.slice(-n), y.slice(-n)];
      const line = new SimpleLinearRegression(xs, ys);
      if (line.score(xs, ys).r2 >= settings.rSquared) throw new Error('The data must fit no line.');
      fitted++;
    }
  });
  return (ms * windows) / fitted;
}

function main(): number {
  const write = (line: string) => process.stdout.write(`${line}\n`);
  scanAll([worstCase(targetSamples, 1)]);
  write(`LBR over ${processes} processes, best of 3; refitting every window of one process`);
  write('samples      500 processes   per sample   refit of one     speed-up');
  let slowest = 0;
  for (const samples of [5_000, 10_000, 20_000, 40_000]) {
    const all = Array.from({ length: processes }, (_, i) => worstCase(samples, i + 1));
    const ms = Math.min(...[1, 2, 3].map(() => milliseconds(() => scanAll(all))));
    const refit = refitMs(worstCase(samples, 1));
    if (samples === targetSamples) slowest = ms;
    write(
      [
        String(samples).padStart(7),
        `${ms.toFixed(0)} ms`.padStart(18),
        `${((ms * 1e6) / samples / processes).toFixed(1)} ns`.padStart(12),
        `${(refit / 1000).toFixed(1)} s`.padStart(14),
        `${Math.round((refit * processes) / ms)} x`.padStart(12),
      ].join(''),
    );
  }
  if (slowest <= allowedMs) return 0;
  write(
    `Too slow: ${targetSamples} samples took ${slowest.toFixed(0)} ms; ${allowedMs} are allowed.`,
  );
  return 1;
}

process.exitCode = main();
