import { detectRetainedHeap } from '../../src/detect/retained-heap';
import type { Floor, InsideSeries } from '../../src/series/inside';
import { counted, floor, paths, series } from '../inside-series';

const FILES = 40;
const SPARSE = [2, 3, 4, 6, 9, 13, 19, 27, 38];

/** A process measured before some of its files, with the heap that `heapAfter` gives for files ended. */
function measured(
  heapAfter: (ended: number) => number,
  {
    starts = SPARSE,
    more = () => ({}),
  }: {
    starts?: readonly number[];
    more?: (ended: number) => Partial<Floor>;
  } = {},
): InsideSeries {
  const files = paths(FILES);
  const floors = starts.map((file) => {
    const heapUsed = heapAfter(file - 1);
    return floor({ file, path: files[file - 1] ?? '', heapUsed, ...more(file - 1) });
  });
  const last = floor({
    where: 'process-end',
    file: FILES,
    heapUsed: heapAfter(FILES),
    ...more(FILES),
  });
  return series({ files, floors: [...floors, last] });
}

const outcomes = (...processes: InsideSeries[]): Record<string, string> =>
  Object.fromEntries(detectRetainedHeap(processes).map(({ signal, outcome }) => [signal, outcome]));

describe('detectRetainedHeap', () => {
  it('calls steady growth a leak and gives its rate', () => {
    const [heap] = detectRetainedHeap([measured((ended) => 20e6 + 0.5e6 * ended)]);
    expect(heap).toMatchObject({ outcome: 'leak', signal: 'retained-heap' });
    expect(heap).toHaveProperty('rate.value', expect.closeTo(0.5e6, -3));
    expect(heap).toHaveProperty('rate.unit', 'bytes/file');
  });

  it.each<[string, (ended: number) => number]>([
    ['what Jest itself keeps', (ended) => 20e6 + 135e3 * Math.min(12, ended) + 20e3 * ended],
    ['one fixture of 50 MB', (ended) => 20e6 + (ended > 20 ? 50e6 : 0)],
    ['a cache that fills and stays', (ended) => 20e6 + 2e6 * Math.min(25, ended)],
    ['a suite that warms up for a while', (ended) => 20e6 + 30e6 * (1 - Math.exp(-ended / 6))],
    ['growth that comes late', (ended) => 20e6 + 3e6 * Math.max(0, ended - 25)],
    ['memory that is given back', (ended) => 60e6 - 0.5e6 * ended],
  ])('is not misled by %s', (_what, heapAfter) => {
    expect(outcomes(measured(heapAfter))['retained-heap']).toBe('steady');
  });

  it('only suspects growth that is small in all', () => {
    expect(outcomes(measured((ended) => 20e6 + 0.21e6 * ended))['retained-heap']).toBe('suspect');
  });

  it('tells Buffers from heap', () => {
    const buffers = (ended: number): Partial<Floor> => ({
      external: 3e6 + 1e6 * ended,
      rss: 100e6 + 1e6 * ended,
    });
    expect(outcomes(measured(() => 20e6, { more: buffers }))).toEqual({
      'retained-heap': 'steady',
      external: 'leak',
      native: 'steady',
    });
  });

  it('tells native memory apart, and never calls it more than a suspect', () => {
    const native = (ended: number): Partial<Floor> => ({ native: 57e6 + 3e6 * ended });
    expect(outcomes(measured(() => 20e6, { more: native }))).toEqual({
      'retained-heap': 'steady',
      external: 'steady',
      native: 'suspect',
    });
  });

  it('passes over floors taken while dead realms were not yet released', () => {
    const held = (ended: number): number => (ended === 12 || ended === 26 ? 5 : 0);
    const healthy = measured((ended) => 20e6 + 4e6 * held(ended), {
      more: (ended) => ({ realms: held(ended) }),
    });
    expect(outcomes(healthy)['retained-heap']).toBe('steady');
    const atEnd = measured((ended) => 20e6 + (ended === FILES ? 40e6 : 1e4 * ended), {
      more: (ended) => ({ realms: ended === FILES ? 10 : 0, recent: ended === FILES ? 2 : 0 }),
    });
    expect(outcomes(atEnd)['retained-heap']).toBe('steady');
  });

  it('does not take a few realms that stay for growth of the heap', () => {
    const kept = (ended: number): number =>
      [8, 15, 22, 30, 36].filter((file) => file <= ended).length;
    const suite = measured((ended) => 20e6 + 3.5e6 * kept(ended), {
      starts: paths(FILES).map((_, index) => index + 1),
      more: (ended) => ({ realms: kept(ended) }),
    });
    expect(outcomes(suite)['retained-heap']).toBe('steady');
  });

  it('still gives the bytes where every file leaves its realm', () => {
    const leaking = measured((ended) => 20e6 + 4e6 * ended, {
      more: (ended) => ({ realms: ended, recent: Math.min(2, ended) }),
    });
    expect(outcomes(leaking)['retained-heap']).toBe('leak');
  });

  it('does not take the realms of failed files for growth', () => {
    const failing = measured((ended) => 20e6 + 4e6 * ended, {
      more: (ended) => ({ realms: ended }),
    });
    const census = { ...counted(FILES, []).census, failed: [1, 2, 3] } as InsideSeries['census'];
    expect(outcomes({ ...failing, census })['retained-heap']).toBe('too-little');
  });

  it('names the files with which the growth came, where floors stood around each', () => {
    const starts = paths(FILES).map((_, index) => index + 1);
    const thirds = (ended: number): number => 20e6 + 2e6 * Math.floor(ended / 3);
    const [clear] = detectRetainedHeap([measured(thirds, { starts })]);
    const named = clear?.outcome === 'leak' ? clear.culprits.map(({ path }) => path) : [];
    expect(named).toContain('/project/12.test.js');
    expect(named.every((path) => Number(/\d+/.exec(path)) % 3 === 0)).toBe(true);
  });

  it('names none where all files add the same, or where floors are far apart', () => {
    const starts = paths(FILES).map((_, index) => index + 1);
    const even = (ended: number): number => 20e6 + 0.5e6 * ended;
    const thirds = (ended: number): number => 20e6 + 2e6 * Math.floor(ended / 3);
    for (const suite of [measured(even, { starts }), measured(thirds)]) {
      expect(detectRetainedHeap([suite])[0]).toMatchObject({ outcome: 'leak', culprits: [] });
    }
  });

  it('sets the processes of a recycled worker one after the other', () => {
    const short = (): InsideSeries => {
      const floors = [5, 7, 9, 11].map((file) => floor({ file, heapUsed: 20e6 + 1e6 * file }));
      return series({ files: paths(11), floors });
    };
    expect(outcomes(short())).toEqual({
      'retained-heap': 'suspect',
      external: 'steady',
      native: 'steady',
    });
    expect(outcomes(short(), short())).toMatchObject({ 'retained-heap': 'leak' });
  });

  it('says when there is too little to tell', () => {
    expect(
      detectRetainedHeap([series({ files: paths(40), floors: [floor({ file: 30 })] })]),
    ).toEqual([expect.objectContaining({ outcome: 'too-little' })]);
  });

  it('suspects much growth between two floors, also from one that dying realms had blown up', () => {
    const twoFloors = (heapAtEnd: number) =>
      series({
        files: paths(20),
        floors: [
          floor({ file: 7, heapUsed: 40e6, realms: 5, recent: 2 }),
          floor({ where: 'process-end', file: 20, heapUsed: heapAtEnd }),
        ],
      });
    expect(outcomes(twoFloors(60e6))).toEqual({ 'retained-heap': 'suspect' });
    expect(outcomes(twoFloors(42e6))).toEqual({ 'retained-heap': 'too-little' });
  });

  describe('between few floors of several workers', () => {
    /** Eight files, one floor at the end; memory outside the heap as read when each of them started. */
    const worker = (externalAtEnd: number, externalAtStart: readonly number[]) =>
      series({
        files: paths(8),
        externalAtStart,
        floors: [floor({ where: 'process-end', file: 8, external: externalAtEnd })],
      });
    const outcomeIn = (own: InsideSeries, others: readonly InsideSeries[]) =>
      detectRetainedHeap([own], others).map(({ signal, outcome }) => `${signal} ${outcome}`);
    const kept = (ended: number) => 3e6 + 0.5e6 * ended;
    const ended = [0, 1, 2, 3, 4, 5, 6, 7];

    it('suspects Buffers that stay, from a single collection', () => {
      const leaking = worker(kept(8), ended.map(kept));
      expect(outcomeIn(leaking, [])).toEqual(['external suspect']);
    });

    it('adds up what the workers of a run keep', () => {
      const little = (at: number) => 3e6 + 0.25e6 * at;
      const leaking = worker(little(8), ended.map(little));
      expect(outcomeIn(leaking, [])).toEqual(['retained-heap too-little']);
      expect(outcomeIn(leaking, [leaking])).toEqual(['external suspect']);
    });

    it('is not misled by garbage: the floor is no higher than what was read', () => {
      const garbage = (at: number) => 3e6 + 5e6 * (at % 4);
      expect(outcomeIn(worker(3e6, ended.map(garbage)), [])).toEqual(['retained-heap too-little']);
      const leaking = worker(
        kept(8),
        ended.map((at) => kept(at) + 5e6 * (at % 2)),
      );
      expect(outcomeIn(leaking, [])).toEqual(['external suspect']);
    });

    it('takes a single step, or what has ended, for no growth', () => {
      const step = (at: number) => (at > 5 ? 7e6 : 3e6);
      expect(outcomeIn(worker(7e6, ended.map(step)), [])).toEqual(['retained-heap too-little']);
      const full = (at: number) => 3e6 + 1e6 * Math.min(5, at);
      expect(outcomeIn(worker(8e6, ended.map(full)), [])).toEqual(['retained-heap too-little']);
    });

    it('does not suspect a worker for what another one keeps', () => {
      const flat = worker(
        3e6,
        ended.map(() => 3e6),
      );
      const leaking = worker(kept(8) + 8e6, ended.map(kept));
      expect(outcomeIn(flat, [leaking])).toEqual(['retained-heap too-little']);
    });

    it('adds up heap, too', () => {
      const grown = (heapAtEnd: number) =>
        series({
          files: paths(8),
          floors: [
            floor({ file: 5, heapUsed: 20e6 }),
            floor({ where: 'process-end', file: 8, heapUsed: heapAtEnd }),
          ],
        });
      expect(outcomeIn(grown(25e6), [])).toEqual(['retained-heap too-little']);
      expect(outcomeIn(grown(25e6), [grown(25e6)])).toEqual(['retained-heap suspect']);
    });
  });
});
