import { judgeProcess, SHORTEST_LIFE_MS, type InsideOpinion } from '../../src/detect/judge';
import { publishedLbrSettings } from '../../src/detect/lbr';
import type { ObservedProcess } from '../../src/series/process';
import { observed } from '../observed-process';
import { joined, later, sampled } from '../sampled-series';

const settings = { ...publishedLbrSettings, criticalMemoryBytes: 24e9 };
const judge = (process: ObservedProcess, inside: readonly InsideOpinion[] = []) =>
  judgeProcess(process, settings, inside);
const MB = 1e6;

/** 1 MB/s: reaches 24 GB in 6.7 h, which LBR's hour does not see. */
const slowLeak = sampled(30, 50, (second) => 20 * MB + second * MB);
const steepLeak = sampled(30, 50, (second) => 20 * MB + second * 50 * MB);
const flat = sampled(30, 50, () => 20 * MB);

describe('a child', () => {
  it('that leaks slowly is a leak, with its rate and the time that is left', () => {
    const { kind, signal, findings, reason } = judge(observed({ signals: { anon: slowLeak } }));
    expect({ kind, signal }).toEqual({ kind: 'leak', signal: 'anon' });
    expect(reason).toMatch(/^memory grew by 2\d MiB in 22 s .*still growing at the end$/);
    const [first, second] = findings;
    if (first?.outcome !== 'grows') throw new Error('unreachable');
    expect(first.detector).toBe('lasting-growth');
    expect(first.fit.slopePerSecond).toBeCloseTo(MB, -4);
    expect(first.exhaustion?.limitBytes).toBe(24e9);
    expect((first.exhaustion?.inSeconds ?? 0) / 3600).toBeCloseTo(6.65, 1);
    expect(second).toMatchObject({ detector: 'lbr', outcome: 'steady' });
  });

  it('is judged by anonymous memory before resident, and that before virtual', () => {
    const signals = { vms: steepLeak, rss: slowLeak, anon: flat };
    expect(judge(observed({ signals }))).toMatchObject({ kind: 'steady', signal: 'anon' });
    expect(judge(observed({ signals: { vms: flat, rss: slowLeak } }))).toMatchObject({
      kind: 'leak',
      signal: 'rss',
    });
    expect(judge(observed({ signals: { vms: slowLeak } })).signal).toBe('vms');
  });

  it('that lived too short is not judged, and the reason says so', () => {
    const life = SHORTEST_LIFE_MS / 1000;
    const signals = (seconds: number) => ({
      rss: sampled(seconds, 50, (second) => second * 5 * MB),
    });
    expect(judge(observed({ signals: signals(4) }))).toMatchObject({
      kind: 'inconclusive',
      reason: 'lived 4 s; 10 s are needed',
    });
    expect(judge(observed({ signals: signals(life - 0.1) })).kind).toBe('inconclusive');
    expect(judge(observed({ signals: signals(life) })).kind).toBe('leak');
  });

  it('of which there is no sample is not judged', () => {
    expect(judge(observed({}))).toMatchObject({ kind: 'inconclusive', findings: [] });
  });

  it('that began to grow late and reaches critical memory soon is a suspect', () => {
    const late = sampled(40, 50, (second) => 20 * MB + Math.max(0, second - 25) * 50 * MB);
    const { kind, reason } = judge(observed({ signals: { rss: late } }));
    expect(kind).toBe('suspect');
    expect(reason).toMatch(/^began to grow late, and now rises by 47\.7 MiB\/s/);
  });

  it('that was killed is judged on what was seen of it', () => {
    const death = { kind: 'signal', file: null, at: slowLeak.times.at(-1) ?? 0 } as const;
    expect(judge(observed({ death, signals: { rss: slowLeak } })).kind).toBe('leak');
  });

  it('that a test starts anew after a pause goes on where it was', () => {
    // Nothing runs in the pauses; the whole time would make the rate and the slices wrong.
    const rising = (from: number) => sampled(6, 50, (second) => from + second * MB);
    const series = joined(
      rising(20 * MB),
      later(rising(26 * MB), 60),
      later(rising(32 * MB), 61 + 60),
      later(rising(38 * MB), 500),
    );
    const { kind, findings } = judge(observed({ role: 'external', signals: { rss: series } }));
    expect(kind).toBe('leak');
    const [growth] = findings;
    if (growth?.outcome !== 'grows') throw new Error('unreachable');
    expect(growth.fit.slopePerSecond).toBeCloseTo(MB, -5);
  });
});

describe('threads and open files', () => {
  const gathering = (count: number) =>
    sampled(30, 50, (second) => 3 + Math.floor((second / 30) * count));

  it.each(['threads', 'fds'] as const)('that gather are a leak: %s', (signal) => {
    const verdict = judge(observed({ signals: { rss: flat, [signal]: gathering(40) } }));
    expect(verdict).toMatchObject({ kind: 'leak', signal });
    expect(verdict.reason).toMatch(/^\d\d more (threads|open files and sockets) in 22/);
  });

  it('stand in the reason where memory leaks too', () => {
    const verdict = judge(observed({ signals: { rss: slowLeak, threads: gathering(40) } }));
    expect(verdict).toMatchObject({ kind: 'leak', signal: 'rss' });
    expect(verdict.reason).toMatch(/; with it came \d\d more threads/);
  });

  it.each([
    ['few', gathering(8)],
    ['a pool that is full', sampled(30, 50, (second) => 3 + Math.min(32, Math.floor(second * 2)))],
    ['started at once', sampled(30, 50, (second) => (second > 15 ? 64 : 4))],
  ])('are no leak: %s', (_, threads) => {
    expect(judge(observed({ signals: { rss: flat, threads } })).kind).toBe('steady');
  });
});

describe('behind a garbage collector', () => {
  const rising = (perSecond: number, seconds = 30) =>
    sampled(seconds, 50, (second) => 10 * MB + second * perSecond * MB);

  it('growth that may be garbage is a suspicion, with the reason', () => {
    const verdict = judge(observed({ name: 'node', signals: { anon: rising(3) } }));
    expect(verdict.kind).toBe('suspect');
    expect(verdict.reason).toContain('in Node all of it may be garbage');
  });

  it('growth beyond what V8 lets wait is a leak', () => {
    expect(judge(observed({ name: 'node', signals: { anon: rising(14) } })).kind).toBe('leak');
    expect(judge(observed({ name: 'node', signals: { anon: rising(4, 120) } })).kind).toBe('leak');
  });

  it('what was loaded before the growth began may have three times as much garbage', () => {
    const loaded = sampled(30, 50, (second) => (Math.min(second, 3) * 50 + second * 14) * MB);
    expect(judge(observed({ name: 'node', signals: { anon: loaded } })).kind).toBe('suspect');
  });

  it('growth that fits into the young generation is nothing', () => {
    expect(judge(observed({ name: 'node', signals: { anon: rising(1) } })).kind).toBe('steady');
  });

  it('growth of a little is for its test to be run again, where that can', () => {
    const slight = (own: Partial<ObservedProcess>, perSecond = 1) =>
      judge(observed({ signals: { anon: rising(perSecond) }, startedBy: '/a.test.js', ...own }));
    expect(slight({ name: 'node' })).toMatchObject({ kind: 'inconclusive', slight: true });
    expect(slight({ name: 'node' }, 0.01)).toMatchObject({ kind: 'steady' });
    expect(slight({ name: 'node' }, 3)).not.toHaveProperty('slight');
    // Nobody can run these again, or make them measure themselves.
    expect(slight({ name: 'node', startedBy: null }).kind).toBe('steady');
    expect(slight({ name: 'deno' }).kind).toBe('steady');
  });

  it('a JVM cannot be judged from outside, and the advice says what can be done', () => {
    const verdict = judge(observed({ name: 'java', signals: { anon: rising(10) } }));
    expect(verdict.kind).toBe('inconclusive');
    expect(verdict.advice).toContain('-Xmx');
  });

  it('is told by the address space that is reserved, where the name says nothing', () => {
    const threads = sampled(30, 50, () => 8);
    const vms = sampled(30, 50, () => 1100 * MB);
    const anon = rising(3);
    const kind = (signals: ObservedProcess['signals']) =>
      judge(observed({ name: 'api', signals })).kind;
    expect(kind({ anon, rss: anon, vms, threads })).toBe('suspect');
    expect(kind({ anon, rss: anon, vms: anon, threads })).toBe('leak');
    // Threads of a C program: 72 MB of stack and arena each.
    expect(kind({ anon, rss: anon, vms, threads: sampled(30, 50, () => 16) })).toBe('leak');
  });
});

describe('a process that runs tests', () => {
  const worker = (signals: ObservedProcess['signals']) => observed({ role: 'worker', signals });

  it('is a suspect at most, by LBR alone', () => {
    expect(judge(worker({ anon: steepLeak })).kind).toBe('suspect');
    expect(judge(worker({ anon: slowLeak })).kind).toBe('steady');
    expect(judge(worker({ anon: sampled(5, 50, () => MB) })).kind).toBe('inconclusive');
  });

  const found = (outcome: InsideOpinion['outcome'], signal = 'retained-heap'): InsideOpinion => ({
    outcome,
    signal,
    reason: `${signal} says ${outcome}`,
  });

  it('is decided by what was found inside, the gravest first', () => {
    const verdict = judge(worker({ anon: steepLeak }), [found('steady'), found('leak', 'realms')]);
    expect(verdict).toMatchObject({ kind: 'leak', signal: 'realms', reason: 'realms says leak' });
    expect(verdict.findings).toMatchObject([{ detector: 'lbr' }]);
    expect(judge(worker({ anon: flat }), [found('suspect')]).kind).toBe('suspect');
  });

  it('is cleared by a steady floor or count of realms, and by nothing less', () => {
    const suspect = worker({ anon: steepLeak });
    expect(judge(suspect, [found('steady')])).toMatchObject({
      kind: 'steady',
      reason: 'retained-heap says steady',
    });
    expect(judge(suspect, [found('steady', 'realms')]).kind).toBe('steady');
    expect(judge(suspect, [found('steady', 'external')]).kind).toBe('suspect');
    // Without an answer from inside, the line of garbage is none either.
    expect(judge(suspect, [found('too-little')]).kind).toBe('inconclusive');
  });
});

it('names the test files of a process in which threads gather', () => {
  const threads = sampled(
    30,
    50,
    (second) => 10 + Math.floor(second < 10 ? 2 * second : 10 + second),
  );
  const start = threads.times[0] ?? 0;
  const files = ['/a', '/b', '/c'].map((path, index) => ({
    path,
    startedAt: start + index * 10_000,
    endedAt: start + (index + 1) * 10_000,
  }));
  const { kind, culprits } = judge(
    observed({ role: 'jest', files, signals: { rss: flat, threads } }),
  );
  expect(kind).toBe('leak');
  expect(culprits?.map(({ path }) => path)).toEqual(['/b', '/c']);
});
