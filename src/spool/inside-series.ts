import type { InsideSeries, WorkerInside } from '../series/inside';
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
    externalAtStart: starts.flatMap(({ external }) => external ?? []),
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
 * What each process told, by its id: one entry, or one for each of its worker threads. Processes that
 * followed each other under the same number of worker know of each other.
 */
export function insideByProcess(logs: readonly WriterLog[]): Map<string, WorkerInside[]> {
  const told = logs
    .flatMap((log) => {
      const series = insideSeriesOf(log);
      return series === null ? [] : [{ at: log.writer?.at ?? 0, series }];
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ series }) => series);
  const byProcess = new Map<string, WorkerInside[]>();
  for (const [index, own] of told.entries()) {
    const earlier = told.slice(0, index).filter(({ worker }) => worker === own.worker);
    byProcess.set(own.processId, [...(byProcess.get(own.processId) ?? []), { own, earlier }]);
  }
  return byProcess;
}
