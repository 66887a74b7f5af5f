import { keepWithin } from '../../src/sample/memory-budget';
import { ProcessLog } from '../../src/sample/process-log';

function logOf(id: string, samples: number, life: { from: number; to: number | null }): ProcessLog {
  const log = new ProcessLog({ id, pid: 1, ppid: 0, name: 'a', startedAt: null }, life.from);
  for (let i = 0; i < samples; i += 1) {
    const rss = (i * 7919) % 1_009;
    log.add(life.from + i, { id, rss, vms: 2 * rss, anon: null, threads: null, fds: null });
  }
  log.endedAt = life.to;
  return log;
}

const byId = (...logs: ProcessLog[]): Map<string, ProcessLog> =>
  new Map(logs.map((log) => [log.id, log]));
const budget = { samples: 1_000, samplesPerProcess: 600, ended: 10 };

describe('keepWithin', () => {
  it('leaves alone what fits', () => {
    const logs = byId(logOf('a', 500, { from: 0, to: null }), logOf('b', 500, { from: 0, to: 1 }));
    const bounds = new Set<string>();
    keepWithin(budget, logs, bounds);
    expect([...logs.values()].map((log) => log.series.length)).toEqual([500, 500]);
    expect(bounds.size).toBe(0);
  });

  it('thins one process that has too many samples, and keeps its exact peak and count', () => {
    const log = logOf('a', 2_000, { from: 0, to: null });
    const bounds = new Set<string>();
    keepWithin(budget, byId(log), bounds);
    expect(log.series.length).toBe(500);
    log.endedAt = 9;
    expect(log.exit()).toMatchObject({ samples: 2_000, peak: { rss: 1_008, vms: 2_016 } });
    expect([...bounds]).toEqual([expect.stringContaining('thinned')]);
  });

  it('when all together are too many, first lets go of the short-lived that have ended', () => {
    const short = logOf('short', 500, { from: 0, to: 9_999 });
    const long = logOf('long', 500, { from: 0, to: 10_000 });
    const running = logOf('running', 500, { from: 0, to: null });
    const bounds = new Set<string>();
    keepWithin(budget, byId(long, short, running), bounds);
    expect([short, long, running].map((log) => log.series.length)).toEqual([0, 500, 500]);
    expect(short.exit()).toMatchObject({ samples: 500 });
    expect([...bounds]).toEqual([expect.stringContaining('10 s')]);
  });

  it('then halves the longest until all fit', () => {
    const logs = ['a', 'b', 'c', 'd'].map((id) => logOf(id, 400, { from: 0, to: null }));
    keepWithin(budget, byId(...logs), new Set());
    const total = logs.reduce((sum, log) => sum + log.series.length, 0);
    expect(total).toBeLessThanOrEqual(1_000);
    expect(total).toBeGreaterThan(500);
  });

  it('ends even where the budget is smaller than the number of processes', () => {
    const logs = Array.from({ length: 20 }, (_, i) => logOf(`${i}`, 50, { from: 0, to: null }));
    keepWithin({ samples: 5, samplesPerProcess: 1, ended: 0 }, byId(...logs), new Set());
    expect(logs.every((log) => log.series.length <= 2)).toBe(true);
  });

  it('remembers the latest of the ended processes, and all that run', () => {
    const logs = byId(
      logOf('runs', 1, { from: 0, to: null }),
      ...Array.from({ length: 15 }, (_, i) => logOf(`${i}`, 1, { from: 0, to: i })),
    );
    keepWithin(budget, logs, new Set());
    expect([...logs.keys()]).toEqual([
      'runs',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
      '11',
      '12',
      '13',
      '14',
    ]);
  });
});
