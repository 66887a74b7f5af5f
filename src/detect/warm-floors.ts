import type { Floor, InsideSeries } from '../series/inside';

/** Files at the beginning of a process during which modules, caches and compiled code settle. */
const WARM_UP_FILES = 3;
const WARM_UP_SHARE = 0.15;
/** Share of the files that leave their realm behind, from which on the heap's growth is the realms'. */
const LEAVES_REALMS = 0.5;

/**
 * Floors between files, from after the warm-up on, in pieces: cut where realms have come to stay. A realm
 * that stays is told on its own, and a few of them are no growth of the heap. Where most files leave
 * theirs, and it is not that they failed, nothing is cut.
 */
export function warmPieces(series: InsideSeries): Floor[][] {
  const { settled } = warmFloors(series);
  const points = settled.filter((floor, index) => {
    const next = settled[index + 1];
    return next === undefined || filesBefore(floor) !== filesBefore(next);
  });
  const failed = (series.census?.failed.length ?? 0) > 0;
  return !failed && leaveRealms(points) ? [points] : cutWhereRealmsRise(points);
}

/** Floors between files, from after the warm-up on: all, and those that stand for themselves. */
export function warmFloors(series: InsideSeries): {
  between: Floor[];
  settled: Floor[];
} {
  const between = series.floors.filter(
    ({ where }) => where === 'file-start' || where === 'process-end',
  );
  const warm = (floor: Floor): boolean => isWarm(series, filesBefore(floor));
  return { between: between.filter(warm), settled: settledFloors(between).filter(warm) };
}

/** Whether the process has left its warm-up behind, when so many files had ended. */
export function isWarm({ files }: InsideSeries, ended: number): boolean {
  return ended >= Math.max(WARM_UP_FILES, WARM_UP_SHARE * files.length);
}

/**
 * Without floors taken while the realm of a file just ended was still being let go of: such a floor is too
 * high by that realm. A later floor with fewer realms shows it; of the last one, its recent files do.
 */
function settledFloors(floors: readonly Floor[]): Floor[] {
  const settled = floors.filter((floor, index) =>
    floors.slice(index + 1).every((later) => later.realms >= floor.realms),
  );
  const others = settled.slice(0, -1);
  const usual = Math.max(...others.map(({ recent }) => recent));
  return others.length > 0 && (settled.at(-1)?.recent ?? 0) > usual ? others : settled;
}

function leaveRealms(floors: readonly Floor[]): boolean {
  const [first] = floors;
  const last = floors.at(-1);
  if (first === undefined || last === undefined) return false;
  return last.realms - first.realms >= LEAVES_REALMS * (filesBefore(last) - filesBefore(first));
}

function cutWhereRealmsRise(floors: readonly Floor[]): Floor[][] {
  return floors.reduce<Floor[][]>((pieces, floor) => {
    const piece = pieces.at(-1);
    if (piece === undefined || floor.realms > (piece.at(-1)?.realms ?? 0))
      return [...pieces, [floor]];
    piece.push(floor);
    return pieces;
  }, []);
}

/** Files that had ended at a floor. */
export function filesBefore({ where, file }: Floor): number {
  return where === 'process-end' ? file : file - 1;
}
