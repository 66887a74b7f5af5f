import { byCause } from '../../src/report/one-cause';
import type { Verdict } from '../../src/report/report';

const verdict = (pid: number, more: Partial<Verdict> = {}): Verdict => ({
  kind: 'leak',
  signal: 'realms',
  processId: `${pid}@1`,
  pid,
  processName: 'node',
  rate: { value: 1, unit: 'count/file' },
  r2: null,
  window: null,
  exhaustion: null,
  culprits: [{ path: 'src/patch.js', package: null, evidence: 'replaces https.request' }],
  reason: '',
  advice: null,
  findings: [],
  ...more,
});

it('puts workers together that one module leaks in, and keeps other modules apart', () => {
  const other = { path: 'src/other.js', package: null, evidence: '' };
  const causes = byCause([verdict(1), verdict(2), verdict(3, { culprits: [other] })]);
  expect(causes.map(({ first, others }) => [first.pid, others.map(({ pid }) => pid)])).toEqual([
    [1, [2]],
    [3, []],
  ]);
});

it('keeps apart what was seen from outside, however alike', () => {
  const rate = { value: 1e6, unit: 'bytes/s' } as const;
  const seen = { signal: 'anon', rate, culprits: [] };
  expect(byCause([verdict(1, seen), verdict(2, seen)])).toHaveLength(2);
});

it('puts the workers of a server together that hold their memory by the same line', () => {
  const rate = { value: 1e6, unit: 'bytes/s' } as const;
  const held = (pid: number, line: number) =>
    verdict(pid, {
      signal: 'retained-heap',
      rate,
      culprits: [
        {
          path: 'src/server.js',
          package: null,
          evidence: '',
          retainers: [{ path: 'orders', places: [{ file: 'src/server.js', line, package: null }] }],
        },
      ],
    });
  const causes = byCause([held(1, 3), held(2, 3), held(3, 8)]);
  expect(causes.map(({ first, others }) => [first.pid, others.map(({ pid }) => pid)])).toEqual([
    [1, [2]],
    [3, []],
  ]);
});
