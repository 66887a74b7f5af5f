import type { InsideSeries } from '../series/inside';
import type { FloorRecord, InsideLimitRecord, RealmsRecord } from './records';
import type { WriterLog } from './writer-log';

/** What a process (or worker thread) told of itself from inside; null where this log holds nothing of it. */
export function insideSeriesOf(log: WriterLog): InsideSeries | null {
  const starts = log.fileMarks.filter((mark) => mark.type === 'file-start');
  const [first] = starts;
  if (log.writer === null || first === undefined) return null;
  const floors = log.others.filter((record): record is FloorRecord => record.type === 'floor');
  const censuses = log.others.filter((record): record is RealmsRecord => record.type === 'realms');
  const limits = log.others.filter(
    (record): record is InsideLimitRecord => record.type === 'inside-limit',
  );
  return {
    processId: log.writer.processId,
    threadId: first.threadId,
    worker: first.worker,
    files: starts.map(({ path }) => path),
    floors,
    census: censuses.at(-1) ?? null,
    cost: {
      collections: floors.length,
      cpuMs: floors.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      wallMs: floors.reduce((sum, { wallMs }) => sum + wallMs, 0),
      processCpuMs: floors.at(-1)?.processCpuMs ?? 0,
    },
    limits: limits.map(({ reason }) => reason),
  };
}

/**
 * The series of every worker: processes that followed each other under the same number stand together, in
 * order of time. In band there is one worker with one series.
 */
export function insideSeriesByWorker(logs: readonly WriterLog[]): Map<number, InsideSeries[]> {
  const byWorker = new Map<number, { readonly at: number; readonly series: InsideSeries }[]>();
  for (const log of logs) {
    const series = insideSeriesOf(log);
    if (series === null) continue;
    const entry = { at: log.writer?.at ?? 0, series };
    byWorker.set(series.worker, [...(byWorker.get(series.worker) ?? []), entry]);
  }
  return new Map(
    [...byWorker].map(([worker, entries]) => [
      worker,
      entries.toSorted((a, b) => a.at - b.at).map(({ series }) => series),
    ]),
  );
}
