import { analyse, type RunFacts } from '../pipeline';
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
  const facts = { ...bench.facts, place, startedAt, endedAt: Date.now() };
  return repetitionOf(contents, file, facts);
}

/** The same, of what was read. Pure. */
export function repetitionOf(
  contents: SpoolContents,
  file: string,
  facts: Omit<RunFacts, 'contents' | 'failures' | 'files'>,
): Repetition {
  const report = analyse({ ...facts, contents, failures: [], files: new Set([file]) });
  const series = contents.logs.map(insideSeriesOf).find((one) => one !== null) ?? null;
  return { contents, report, series };
}
