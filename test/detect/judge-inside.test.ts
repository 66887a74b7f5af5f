import { judgeInside, tellInside } from '../../src/detect/judge-inside';
import type { Judgement } from '../../src/detect/judgement';
import { counted, floor, paths, series } from '../inside-series';

const outside: Judgement = { kind: 'suspect', signal: 'rss', findings: [], reason: 'it rises' };

describe('judgeInside', () => {
  it('tells the strongest first', () => {
    const own = counted(12, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const outcomes = judgeInside({ own, earlier: [] }).map(({ outcome }) => outcome);
    expect(outcomes[0]).toBe('leak');
    expect(outcomes.at(-1)).toBe('too-little');
  });

  it('clears a process of which nearly nothing survives a collection', () => {
    const floors = [floor({ where: 'process-end', file: 3, heapUsed: 12e6, rss: 250e6 })];
    const own = series({ files: paths(3), floors });
    expect(judgeInside({ own, earlier: [] })).toContainEqual({
      detector: 'mostly-garbage',
      signal: 'retained-heap',
      outcome: 'steady',
      reason: expect.stringContaining('14.3 MiB of 238 MiB survived'),
    });
  });

  it.each([
    ['much survives', { heapUsed: 120e6, rss: 250e6 }],
    ['much is neither heap nor Buffers', { heapUsed: 12e6, rss: 400e6, native: 360e6 }],
  ])('does not clear it where %s', (_what, what) => {
    const own = series({ files: paths(3), floors: [floor({ where: 'process-end', ...what })] });
    const cleared = judgeInside({ own, earlier: [] }).filter(({ outcome }) => outcome === 'steady');
    expect(cleared).toEqual([]);
  });
});

describe('tellInside', () => {
  it('adds rate and files of the finding that decided', () => {
    const findings = judgeInside({
      own: counted(12, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
      earlier: [],
    });
    const [leak] = findings;
    const judged = tellInside(
      { ...outside, kind: 'leak', signal: 'realms', reason: leak?.reason ?? '' },
      findings,
    );
    expect(judged).toMatchObject({
      rate: { value: 1, unit: 'count/file' },
      culprits: expect.arrayContaining([expect.objectContaining({ package: null })]),
    });
    expect(judged.findings).toEqual(findings);
  });

  it('leaves a judgement from outside as it is, and lists what was found inside', () => {
    const findings = judgeInside({ own: counted(12, []), earlier: [] });
    expect(tellInside(outside, findings)).toEqual({ ...outside, findings });
  });
});
