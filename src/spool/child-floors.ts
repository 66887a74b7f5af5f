import { medianIntervalMs, seriesOf } from '../series/series-of';
import type { Series } from '../series/series';
import type { ChildFloorRecord } from './records';
import type { WriterLog } from './writer-log';

/** What Node children measured of themselves, by id of the process: bytes on the heap and held by it. */
export function childFloorsByProcess(logs: readonly WriterLog[]): Map<string, Series> {
  return new Map(
    logs.flatMap((log) => {
      if (log.writer?.kind !== 'child') return [];
      const floors = log.others
        .filter((record): record is ChildFloorRecord => record.type === 'child-floor')
        .map(({ at, heapUsed, external }) => ({ at, value: heapUsed + external }));
      return [[log.writer.processId, seriesOf(floors, medianIntervalMs([floors]))] as const];
    }),
  );
}
