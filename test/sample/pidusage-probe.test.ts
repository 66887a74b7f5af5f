import fs from 'node:fs';
import { ownProcessId } from '../../src/sample/own-process';
import { PidusageProbe } from '../../src/sample/pidusage-probe';
import { parsePs } from '../../src/sample/ps-names';
import { Family, namesOf, watchUntil } from './real-processes';

const family = new Family();
let probe: PidusageProbe;

afterEach(async () => {
  probe.close();
  await family.end();
});

const ownPid = process.pid;
const own = (): PidusageProbe => {
  probe = new PidusageProbe({ kind: 'pids', pids: [ownPid] }, ownProcessId());
  return probe;
};

describe('PidusageProbe, for systems without /proc, here by way of ps', () => {
  it('reads the resident set size of this process and nothing it cannot have', async () => {
    const { seen, readings } = await watchUntil(own(), (w) => w.readings.length > 0);
    const started = Date.now() - process.uptime() * 1000;
    const self = seen.find(({ pid }) => pid === ownPid);
    expect(self).toMatchObject({ id: ownProcessId(), ppid: process.ppid });
    expect(Math.abs((self?.startedAt ?? 0) - started)).toBeLessThan(3_000);
    const reading = readings.find(({ id }) => id === self?.id);
    const rss = process.memoryUsage.rss();
    expect(reading).toMatchObject({ vms: null, anon: null, threads: null, fds: null });
    expect(reading?.rss).toBeGreaterThan(rss / 2);
    expect(reading?.rss).toBeLessThan(rss * 2);
  });

  it('finds descendants by name, not the programs it starts itself, and tells their end', async () => {
    family.start('sh', ['-c', 'sleep 2; true']);
    const watched = await watchUntil(own(), (w) => namesOf(w).includes('sleep'));
    expect(namesOf(watched).filter((name) => name === 'ps')).toEqual([]);
    const after = await watchUntil(probe, (w) => w.ended.length >= 2);
    const known = new Set(watched.seen.map(({ id }) => id));
    expect(after.ended.every((id) => known.has(id))).toBe(true);
  });

  it('keeps to a process whose parent has ended', async () => {
    const shell = family.start('sh', ['-c', 'sleep 64 & echo $!; read line']);
    const watched = await watchUntil(own(), (w) => namesOf(w).includes('sleep'));
    const orphan = watched.seen.find(({ name }) => name === 'sleep');
    shell.stdin?.end();
    const { ended } = await watchUntil(probe, (w) => w.ended.length > 0);
    expect(ended).toEqual([expect.stringMatching(`^${shell.pid}@`)]);
    await watchUntil(probe, (w) => w.readings.some(({ id }) => id === orphan?.id));
  });

  it('leaves out what another sampler covers', async () => {
    const shell = family.start('sh', ['-c', 'sleep 65; true']);
    const { seen } = await watchUntil(own(), (w) => namesOf(w).includes('sleep'));
    const covered = new Set(seen.filter(({ pid }) => pid === shell.pid).map(({ id }) => id));
    const { readings } = await probe.observe(Date.now(), covered);
    expect(readings.map(({ id }) => id)).toEqual([ownProcessId()]);
  });

  it('sees everything where it is asked to, and says nothing of a pid that is nobody’s', async () => {
    probe = new PidusageProbe({ kind: 'all' }, ownProcessId());
    const { seen } = await probe.observe(Date.now(), new Set());
    expect(seen.map(({ pid }) => pid)).toEqual(expect.arrayContaining([1, ownPid]));
    probe = new PidusageProbe({ kind: 'pids', pids: [2 ** 22 + 1] }, ownProcessId());
    expect(await probe.observe(0, new Set())).toEqual({ seen: [], readings: [], ended: [] });
  });

  it('leaves no descriptor open', async () => {
    await own().observe(0, new Set());
    const before = fs.readdirSync('/proc/self/fd').length;
    for (let i = 0; i < 3; i += 1) await probe.observe(0, new Set());
    expect(fs.readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });
});

describe('parsePs', () => {
  it('reads names with spaces and paths, on macOS and Linux', () => {
    const text = [
      '    1 Sat Nov 21 03:23:28 2026 /sbin/launchd',
      '  412 Sun Nov  1 23:59:59 2026 /Applications/My App.app/Contents/MacOS/My App',
      '26884 Sat Nov 21 04:01:41 2026     sh',
      'nonsense',
      '',
    ].join('\n');
    expect([...parsePs(text)]).toEqual([
      [1, { name: 'launchd', startedAt: Date.UTC(2026, 10, 21, 3, 23, 28) }],
      [412, { name: 'My App', startedAt: Date.UTC(2026, 10, 1, 23, 59, 59) }],
      [26884, { name: 'sh', startedAt: Date.UTC(2026, 10, 21, 4, 1, 41) }],
    ]);
  });
});
