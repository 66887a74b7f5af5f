import { analyse } from '../pipeline';
import type { Report } from '../report/report';
import type { InsideSeries } from '../series/inside';
import { insideSeriesOf } from '../spool/inside-series';
import { readSpool, type SpoolContents } from '../spool/reader';
import type { Bench } from './bench';
import type { Workplace } from './workplace';

export interface Repetition {
  readonly contents: SpoolContents;
  /** What the repetition says as a run of its own. */
  readonly report: Report;
  /** The process that ran the file, null where nothing of it was written. */
  readonly series: InsideSeries | null;
}

/** What a fresh process has written of the file that it ran so far, judged as a run of its own. */
export async function readRepetition(
  { place }: Workplace,
  bench: Bench,
  file: string,
  startedAt: number,
): Promise<Repetition> {
  const contents = await readSpool(place.path);
  const report = analyse({
    ...bench.facts,
    place,
    contents,
    failures: [],
    startedAt,
    endedAt: Date.now(),
    files: new Set([file]),
  });
  const series = contents.logs.map(insideSeriesOf).find((one) => one !== null) ?? null;
  return { contents, report, series };
}
