import { type FloorPoint, insideOfPoints, retainedIn } from '../../bench/recorded-floors';
import { judgeInside } from '../../src/detect/judge-inside';

const FILES = 12;

/** A collection before and after each file, of which all or none keep 4 MB and their realm. */
function points(pid: number, keeps: boolean): FloorPoint[] {
  return Array.from({ length: FILES }, (_, index) => {
    const kept = keeps ? index : 0;
    const point = {
      pid,
      file: `${pid}-${index + 1}.test.js`,
      heapUsedBefore: 30e6 + kept * 4e6,
      heapUsed: 20e6 + kept * 4e6,
      external: 2e6,
      arrayBuffers: 0,
      rss: 90e6 + kept * 4e6,
      nativeContexts: 2 + kept,
    };
    return [
      { ...point, at: 'before-file', ts: 1000 * index },
      { ...point, at: 'after-file', ts: 1000 * index + 500, heapUsed: 50e6 },
    ] as const;
  }).flat();
}

test('all realms that stay are a leak, and what they keep is counted from the second file on', () => {
  const [series] = insideOfPoints(points(1, true));
  expect(judgeInside({ own: series!, earlier: [] })[0]).toMatchObject({
    outcome: 'leak',
    signal: 'realms',
  });
  expect(retainedIn(series!)).toBe((FILES - 2) * 4e6);
});

test('no realm that stays and no memory that grows is steady', () => {
  const [series] = insideOfPoints(points(1, false));
  const outcomes = judgeInside({ own: series!, earlier: [] }).map(({ outcome }) => outcome);
  expect(outcomes).toContain('steady');
  expect(outcomes).not.toContain('leak');
  expect(outcomes).not.toContain('suspect');
});

test('where some realms stay it is not known whose, and nothing is said of them', () => {
  const some = points(1, false).map((point) => ({ ...point, nativeContexts: 5 }));
  const from2 = some.map((point, index) => (index === 0 ? { ...point, nativeContexts: 2 } : point));
  expect(insideOfPoints(from2)[0]?.census).toBeNull();
});

test('each process stands for itself, and one of a few files for nothing', () => {
  const few = points(3, true).slice(0, 6);
  const found = insideOfPoints([...points(1, true), ...points(2, false), ...few]);
  expect(found.map(({ processId, worker }) => [processId, worker])).toEqual([
    ['1@0', 1],
    ['2@0', 2],
  ]);
});
