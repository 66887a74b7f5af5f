/** A floor: bytes that survive a collection, after so many files or tests. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How floors grow from the first point to the last. Rates are bytes per unit of `x`. */
export interface Growth {
  readonly bytes: number;
  readonly rate: number;
  /** The share of the growth by which the largest single step exceeds what its length would explain. */
  readonly step: number;
  /** Rate over a part of the way: `from` and `to` between 0 and 1. */
  readonly rateOver: (from: number, to: number) => number;
}

/** Growth along the points, which ascend strictly in `x`; null with fewer than two. */
export function growthOf(points: readonly Point[]): Growth | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.x <= first.x) return null;
  const span = last.x - first.x;
  const bytes = last.y - first.y;
  const at = (share: number): number => interpolate(points, first.x + share * span);
  return {
    bytes,
    rate: bytes / span,
    step: largestStep(points, bytes / span) / Math.abs(bytes),
    rateOver: (from, to) => (at(to) - at(from)) / ((to - from) * span),
  };
}

/** Floors are few and unevenly spaced: between two of them the line is taken. */
function interpolate(points: readonly Point[], x: number): number {
  const next = points.findIndex((point) => point.x >= x);
  const right = points[next === -1 ? points.length - 1 : next];
  const left = points[Math.max(0, next - 1)];
  if (left === undefined || right === undefined) return Number.NaN;
  if (right.x === left.x) return right.y;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}

function largestStep(points: readonly Point[], rate: number): number {
  return points.slice(1).reduce((largest, point, index) => {
    const before = points[index] ?? point;
    return Math.max(largest, point.y - before.y - rate * (point.x - before.x));
  }, 0);
}
