import type { ChildFloors } from '../series/child-floors';
import { medianIntervalMs, seriesOf } from '../series/series-of';
import type { ChildFloorRecord } from './child-records';
import type { WriterLog } from './writer-log';

/** What Node children measured of themselves, by id of the process. */
export function childFloorsByProcess(logs: readonly WriterLog[]): Map<string, ChildFloors> {
  return new Map(
    logs.flatMap((log) => {
      if (log.writer?.kind !== 'child') return [];
      const floors = log.others.filter(
        (record): record is ChildFloorRecord => record.type === 'child-floor',
      );
      const series = (valueOf: (floor: ChildFloorRecord) => number) => {
        const points = floors.map((floor) => ({ at: floor.at, value: valueOf(floor) }));
        return seriesOf(points, medianIntervalMs([points]));
      };
      const told: ChildFloors = {
        kept: series(({ heapUsed, external }) => heapUsed + external),
        native: series(({ native = 0 }) => native),
        loaded: series(({ loaded = 0 }) => loaded),
      };
      return [[log.writer.processId, told] as const];
    }),
  );
}
