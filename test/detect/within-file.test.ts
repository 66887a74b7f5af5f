import { detectWithinFile } from '../../src/detect/within-file';
import type { Floor, InsideSeries } from '../../src/series/inside';
import { floor, series } from '../inside-series';

const TESTS = 400;
const LOOKS = [35, 63, 99, 148, 193, 253, 330];

/** One file, looked into after some of its tests and at its end. */
function looked(
  heapAfter: (tests: number) => number,
  what: (tests: number) => Partial<Floor> = () => ({}),
): InsideSeries {
  const inside = LOOKS.map((tests) =>
    floor({ where: 'test', tests, heapUsed: heapAfter(tests), ...what(tests) }),
  );
  const last = floor({
    where: 'run-finish',
    tests: TESTS,
    heapUsed: heapAfter(TESTS),
    ...what(TESTS),
  });
  return series({ files: ['/project/1.test.js'], floors: [...inside, last] });
}

const outcomes = (process: InsideSeries): Record<string, string> =>
  Object.fromEntries(detectWithinFile(process).map(({ signal, outcome }) => [signal, outcome]));

describe('detectWithinFile', () => {
  it('calls growth with every test a leak, gives its rate and names the file', () => {
    const [finding] = detectWithinFile(looked((tests) => 15e6 + 100e3 * tests));
    expect(finding).toMatchObject({
      outcome: 'leak',
      signal: 'retained-heap',
      rate: { unit: 'bytes/test' },
      culprits: [{ path: '/project/1.test.js' }],
    });
    expect(finding).toHaveProperty('rate.value', expect.closeTo(100e3, 0));
  });

  it.each<[string, (tests: number) => number]>([
    ['what Jest keeps of a test', (tests) => 15e6 + 600 * tests],
    ['a cache that is full before the end', (tests) => 15e6 + 200e3 * Math.min(250, tests)],
    ['one fixture', (tests) => 15e6 + (tests > 200 ? 50e6 : 0)],
    ['a fixture near the end', (tests) => 15e6 + (tests > 340 ? 50e6 : 0)],
    ['nothing at all', () => 15e6],
  ])('is not misled by %s', (_what, heapAfter) => {
    expect(outcomes(looked(heapAfter))['retained-heap']).toBe('steady');
  });

  it('only suspects what each of many tiny tests keeps, or a snapshot-heavy file, also with few floors', () => {
    const tiny = (tests: number) => 15e6 + 3700 * tests;
    expect(outcomes(looked(tiny))['retained-heap']).toBe('suspect');
    const few = [1145, 1499, 1779, 2000].map((tests) =>
      floor({
        where: tests === 2000 ? 'run-finish' : 'test',
        tests,
        heapUsed: 15e6 + 1300 * tests,
      }),
    );
    expect(detectWithinFile(series({ files: ['/project/1.test.js'], floors: few }))).toMatchObject([
      { outcome: 'suspect', rate: { unit: 'bytes/test' } },
    ]);
  });

  it('only suspects what slows down at the very end: it may be a cache that fills up', () => {
    const floors = [20, 60, 100, 140, 180, 220, 260, 300, 340, 370, 400].map((tests) =>
      floor({
        where: tests === TESTS ? 'run-finish' : 'test',
        tests,
        heapUsed: 15e6 + 100e3 * Math.min(360, tests),
      }),
    );
    expect(outcomes(series({ floors }))['retained-heap']).toBe('suspect');
  });

  it('tells Buffers from heap, and native memory from both', () => {
    const buffers = (tests: number): Partial<Floor> => ({
      external: 3e6 + 1e5 * tests,
      rss: 100e6 + 1e5 * tests,
    });
    expect(outcomes(looked(() => 15e6, buffers))).toMatchObject({
      external: 'leak',
      native: 'steady',
    });
    const native = (tests: number): Partial<Floor> => ({ native: 57e6 + 6e5 * tests });
    expect(outcomes(looked(() => 15e6, native))).toEqual({
      'retained-heap': 'steady',
      external: 'steady',
      native: 'suspect',
    });
  });

  it('tells nothing without a floor at the end of the file', () => {
    const { floors } = looked((tests) => 15e6 + 100e3 * tests);
    expect(detectWithinFile(series({ floors: floors.slice(0, -1) }))).toEqual([
      expect.objectContaining({ outcome: 'too-little' }),
    ]);
  });

  it('allows for the errors of failed tests', () => {
    const failing = (tests: number): Partial<Floor> => ({ failedTests: tests / 10 });
    const kept = looked((tests) => 15e6 + 90e3 * tests, failing);
    expect(outcomes(kept)['retained-heap']).toBe('steady');
  });

  it('judges each file by itself', () => {
    const first = looked((tests) => 15e6 + 100e3 * tests).floors;
    const second = looked(() => 15e6).floors.map((one) => ({
      ...one,
      file: 2,
      path: '/project/2.test.js',
    }));
    const named = detectWithinFile(series({ floors: [...first, ...second] })).flatMap((finding) =>
      finding.outcome === 'leak' ? finding.culprits.map(({ path }) => path) : [],
    );
    expect(named).toEqual(['/project/1.test.js']);
  });
});
