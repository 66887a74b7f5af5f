import * as fc from 'fast-check';
import { detectRealms } from '../../src/detect/realms';
import { counted, series } from '../inside-series';

const every = (step: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter((file) => file % step === 0);

describe('detectRealms', () => {
  it('calls it a leak when every file leaves its realm, and names the files', () => {
    const finding = detectRealms([counted(12, every(1, 12))]);
    expect(finding).toMatchObject({
      outcome: 'leak',
      rate: { value: 1, unit: 'count/file' },
      reason: expect.stringContaining('10 of 10 test files'),
    });
    expect(finding).toHaveProperty('culprits.0', {
      path: '/project/1.test.js',
      evidence: expect.stringContaining('11 more test files'),
    });
  });

  it('calls it a leak when every third file does, all through the run', () => {
    expect(detectRealms([counted(30, every(3, 30))])).toMatchObject({ outcome: 'leak' });
  });

  it('only suspects what two collections have left, or three in a few files', () => {
    const all = every(1, 12);
    const twice = all.map((file) => ({ file, path: `/project/${file}.test.js`, collections: 2 }));
    expect(detectRealms([counted(12, [], { alive: twice, filesThrice: 0 })])).toMatchObject({
      outcome: 'suspect',
      reason: expect.stringContaining('no proof'),
    });
    expect(detectRealms([counted(5, [1, 2, 3, 4, 5])])).toMatchObject({ outcome: 'suspect' });
  });

  describe('after a single collection', () => {
    const once = (count: number, files: readonly number[], settled = true) =>
      counted(count, [], {
        alive: files.map((file) => ({ file, path: `/project/${file}.test.js`, collections: 1 })),
        filesTwice: 0,
        filesThrice: 0,
        settled,
      });

    it('only suspects what it has left of nearly all files, or of many all through the run', () => {
      expect(detectRealms([once(11, every(1, 11))])).toMatchObject({
        outcome: 'suspect',
        reason: expect.stringContaining('Of the first 9 test files 9'),
      });
      expect(detectRealms([once(26, every(3, 26))])).toMatchObject({ outcome: 'suspect' });
    });

    it('finds nothing in what it has left of a few files, or of the latest', () => {
      expect(detectRealms([once(20, [3, 9, 12, 20])])).toMatchObject({ outcome: 'too-little' });
      expect(detectRealms([once(11, [7, 8, 9, 10, 11])])).toMatchObject({ outcome: 'too-little' });
      expect(detectRealms([once(5, every(1, 5))])).toMatchObject({ outcome: 'too-little' });
    });

    it('finds nothing where compile jobs may have pinned what is left', () => {
      expect(detectRealms([once(11, every(1, 11), false)])).toMatchObject({
        outcome: 'too-little',
      });
    });

    it('adds up the workers of a run, each of which had too few files', () => {
      const all = every(1, 5);
      expect(detectRealms([once(5, all)], [once(5, all)])).toMatchObject({
        outcome: 'suspect',
        rate: { value: 1 },
      });
      expect(detectRealms([once(5, all)], [once(12, [])])).toMatchObject({
        outcome: 'too-little',
      });
    });
  });

  it('counts those of all workers together, since Jest deals the files out', () => {
    const one = counted(12, [2, 5, 8, 10]);
    const finding = detectRealms([one], [counted(12, [1, 4, 7, 9])]);
    expect(finding).toMatchObject({ outcome: 'leak' });
    expect(detectRealms([one], [counted(12, [])])).toMatchObject({
      outcome: 'suspect',
      confined: true,
    });
  });

  it('finds nothing when no realm is left', () => {
    expect(detectRealms([counted(40, [])])).toMatchObject({ outcome: 'steady' });
  });

  it('lets the last two files be alive', () => {
    expect(detectRealms([counted(40, [39, 40])])).toMatchObject({ outcome: 'steady' });
  });

  it('only suspects a few files that keep their realm, and names them', () => {
    const finding = detectRealms([counted(27, [3, 6, 8, 11, 20])]);
    expect(finding).toMatchObject({ outcome: 'suspect' });
    expect(finding).toHaveProperty(
      'culprits',
      [3, 6, 8, 11, 20].map((file) =>
        expect.objectContaining({ path: `/project/${file}.test.js` }),
      ),
    );
  });

  it('says nothing of one or two, unless they are half of the files, or more in the whole run', () => {
    expect(detectRealms([counted(16, [1])])).toMatchObject({ outcome: 'steady' });
    expect(detectRealms([counted(16, [1, 9])])).toMatchObject({ outcome: 'steady' });
    expect(detectRealms([counted(5, [1, 2])])).toMatchObject({ outcome: 'suspect' });
    expect(detectRealms([counted(16, [1, 9])], [counted(16, [4])])).toMatchObject({
      outcome: 'suspect',
      confined: true,
    });
  });

  it('only suspects a handful of realms of one half of the run', () => {
    expect(detectRealms([counted(14, [1, 2, 3, 4, 5, 6])])).toMatchObject({ outcome: 'suspect' });
  });

  it('calls many a leak wherever they stand, since Jest runs files of a kind together', () => {
    expect(detectRealms([counted(24, [1, 2, 3, 4, 5, 6, 7, 8])])).toMatchObject({
      outcome: 'leak',
    });
  });

  it('does not count realms that one collection has left: V8 may be about to release them', () => {
    const once = counted(12, []);
    const alive = once.files
      .map((path, index) => ({ file: index + 1, path, collections: 1 }))
      .slice(4);
    const census = {
      ...counted(12, []).census,
      alive,
      filesTwice: 0,
      filesThrice: 0,
    } as typeof once.census;
    expect(detectRealms([{ ...once, census }])).toMatchObject({ outcome: 'too-little' });
  });

  it('is content with one collection, or none, where at most two realms are alive', () => {
    const alive = [{ file: 1, path: '/project/1.test.js', collections: 0 }];
    expect(detectRealms([counted(12, [], { alive, filesTwice: 0, filesThrice: 0 })])).toMatchObject(
      {
        outcome: 'steady',
      },
    );
  });

  it('only suspects where V8 could not be told to let go, and says so', () => {
    expect(detectRealms([counted(12, every(1, 12), { exact: false })])).toMatchObject({
      outcome: 'suspect',
      reason: expect.stringContaining('version of Node'),
    });
  });

  it('counts the processes of a recycled worker together', () => {
    expect(detectRealms([counted(6, [1, 2, 3, 4])])).toMatchObject({ outcome: 'leak' });
    expect(detectRealms([counted(4, [1, 2]), counted(4, [1, 2])])).toMatchObject({
      outcome: 'leak',
      reason: expect.stringContaining('4 of 4'),
    });
  });

  it('does not count files that failed: Jest keeps their realms for its own reasons', () => {
    const all = every(1, 20);
    expect(detectRealms([counted(20, all, { failed: all })])).toMatchObject({
      outcome: 'too-little',
    });
    const failed = [1, 4, 7];
    expect(detectRealms([counted(20, failed, { failed })])).toMatchObject({ outcome: 'steady' });
  });

  it('says why it cannot tell', () => {
    expect(detectRealms([counted(3, [1, 2, 3])])).toMatchObject({ outcome: 'too-little' });
    const limits = ['The last collection was left out.'];
    expect(detectRealms([series({ files: ['/a', '/b'], limits })])).toMatchObject({
      outcome: 'too-little',
      reason: limits[0],
    });
  });

  it('never calls fewer than three a leak, nor fewer than eight in one half of the run', () => {
    const runs = fc.integer({ min: 5, max: 60 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        alive: fc.uniqueArray(fc.integer({ min: 1, max: count }), { maxLength: count }),
      }),
    );
    fc.assert(
      fc.property(runs, ({ count, alive }) => {
        const judged = alive.filter((file) => file <= count - 2);
        const half = Math.floor((count - 2) / 2);
        const oneSided =
          judged.every((file) => file <= half) || judged.every((file) => file > half);
        const { outcome } = detectRealms([counted(count, alive)]);
        return outcome !== 'leak' || (judged.length >= 3 && (!oneSided || judged.length >= 8));
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
