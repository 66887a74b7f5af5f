import { judgeSoakedChild, sureGrowth } from '../../src/confirm/judge-soaked-child';
import type { ChildFloorFinding } from '../../src/detect/child-floors';
import { report, reported, verdict } from './reports';

const child = { name: 'node', lifetimeMs: 15_000, place: 0, among: 1 };
const seen = (lifetimeMs: number, kind: 'leak' | 'suspect' | 'steady') =>
  report(
    [verdict({ processId: 'c', kind, signal: 'anon', reason: 'memory grew' })],
    [reported(), reported({ id: 'c', role: 'child', startedBy: 'a.test.js', lifetimeMs })],
  );
const floors = (outcome: 'steady' | 'too-little') =>
  new Map([['c', { outcome, reason: 'what survives hardly grows' }]]);
const none = new Map<string, never>();

it('is a leak where its own floors grow, whatever the line from outside', () => {
  const fit = { slopePerSecond: 4e6, r2: 0.99, window: { from: 0, to: 15_000, points: 40 } };
  const grows = new Map([
    ['c', { outcome: 'grows' as const, growth: 5e7, fit, reason: 'it grew' }],
  ]);
  expect(judgeSoakedChild(seen(15_000, 'suspect'), child, 1, grows)).toMatchObject({
    outcome: 'grows',
    processId: 'c',
    verdict: { signal: 'retained-heap', rate: { value: 4e6, unit: 'bytes/s' } },
  });
});

it('is cleared by floors that do not grow, where it lived as long as in the run', () => {
  const judge = (lifetimeMs: number) =>
    judgeSoakedChild(seen(lifetimeMs, 'suspect'), child, 1, floors('steady')).outcome;
  expect([judge(15_000), judge(5_000)]).toEqual(['steady', 'undecided']);
});

it('is judged from outside where it has no floors', () => {
  const judge = (kind: 'leak' | 'suspect' | 'steady') =>
    judgeSoakedChild(seen(15_000, kind), child, 1, none).outcome;
  expect([judge('leak'), judge('suspect'), judge('steady')]).toEqual([
    'grows',
    'undecided',
    'steady',
  ]);
  expect(judgeSoakedChild(seen(15_000, 'suspect'), child, 1, floors('too-little')).outcome).toBe(
    'undecided',
  );
});

it('is told apart from its twins by the order in which they start', () => {
  const ids = ['p', 'c', 'd', 'e', 'f'];
  // Short-lived helpers of the same name may come and go.
  const lives = [20_000, 15_000, 300, 15_000, 14_000];
  const twins = report(
    [],
    ids.map((id, at) =>
      reported({ id, role: at === 0 ? 'jest' : 'child', lifetimeMs: lives[at] ?? 0 }),
    ),
  );
  const fit = { slopePerSecond: 4e6, r2: 0.99, window: { from: 0, to: 15_000, points: 40 } };
  const grows = { outcome: 'grows' as const, growth: 5e7, fit, reason: 'it grew' };
  const steady = { outcome: 'steady' as const, reason: 'what survives hardly grows' };
  const told = new Map<string, ChildFloorFinding>([
    ['c', steady],
    ['e', grows],
    ['f', steady],
  ]);
  const judge = (place: number, among: number) =>
    judgeSoakedChild(twins, { ...child, place, among }, 1, told);
  expect([0, 1, 2].map((place) => judge(place, 3).outcome)).toEqual(['steady', 'grows', 'steady']);
  expect(judge(0, 2)).toMatchObject({
    outcome: 'undecided',
    reason: expect.stringContaining('other processes'),
  });
});

it('needs no proof where the run was sure: the one that lived longest is asked what it holds', () => {
  const leak = verdict({ kind: 'leak', rate: { value: 5000, unit: 'bytes/s' } });
  const sure = (own: object) => sureGrowth(seen(3_000, 'steady'), { ...child, ...own }, 2);
  expect(sure({ leak })).toMatchObject({
    outcome: 'grows',
    processId: 'c',
    runs: 2,
    verdict: { rate: { value: 5000 } },
  });
  expect(sure({})).toBeNull();
  expect(sure({ name: 'python3', leak })).toBeNull();
});

it('says that a Node child was left without floors', () => {
  const judged = judgeSoakedChild(seen(15_000, 'suspect'), child, 1, none);
  expect(judged).toMatchObject({
    outcome: 'undecided',
    reason: expect.stringContaining('NODE_OPTIONS'),
  });
});

it('is not cleared where no such child was seen again', () => {
  const other = { ...child, name: 'python3' };
  expect(judgeSoakedChild(seen(15_000, 'steady'), other, 1, none).outcome).toBe('undecided');
});
