import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { LinuxProbe } from '../../src/sample/linux-probe';
import { ownProcessId } from '../../src/sample/own-process';
import { readProcSystem } from '../../src/sample/proc-system';
import { Family, namesOf, watchUntil } from './real-processes';

const onLinux = process.platform === 'linux' ? describe : describe.skip;
const MARK = { name: 'TIDEMARK_SPOOL', value: `/tmp/spool-of-${process.pid}` };

const system = readProcSystem(Date.now());
const family = new Family();
let probe: LinuxProbe;

function probeOf(...pids: number[]): LinuxProbe {
  probe = new LinuxProbe({ kind: 'pids', pids }, null, system);
  return probe;
}

afterEach(async () => {
  probe.close();
  await family.end();
});

const markedEnvironment = { ...process.env, [MARK.name]: MARK.value };

/** A process that has lost its parent, in a session of its own. */
async function daemonize(env: NodeJS.ProcessEnv): Promise<number> {
  const shell = family.start('sh', ['-c', 'setsid sh -c "exec sleep 62" & echo $!'], env);
  const [pid] = await Promise.all([pidFrom(shell), once(shell, 'exit')]);
  return pid;
}

const sees = (pid: number) => (process: { pid: number }) => process.pid === pid;

/** First line a child prints, as a number. */
async function pidFrom(child: ReturnType<Family['start']>): Promise<number> {
  const [data] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return Number(data.toString().trim());
}

onLinux('LinuxProbe', () => {
  it('counts in the page size and clock ticks that the system tells by other means', () => {
    probeOf();
    expect(system.pageSize).toBe(Number(execFileSync('getconf', ['PAGESIZE'])));
    expect(system.ticksPerSecond).toBe(Number(execFileSync('getconf', ['CLK_TCK'])));
    const [uptime] = fs.readFileSync('/proc/uptime', 'utf8').split(' ');
    expect(Math.abs(Date.now() - Number(uptime) * 1000 - system.bootedAt)).toBeLessThan(2_000);
  });

  it('reads this process as Node itself sees it', async () => {
    const started = Date.now() - process.uptime() * 1000;
    const { seen, readings } = await watchUntil(probeOf(process.pid), (w) => w.readings.length > 0);
    const own = seen.find(({ pid }) => pid === process.pid);
    expect(own).toMatchObject({ id: ownProcessId(), ppid: process.ppid });
    expect(Math.abs((own?.startedAt ?? 0) - started)).toBeLessThan(3_000);
    const reading = readings.find(({ id }) => id === own?.id);
    const rss = process.memoryUsage.rss();
    expect(reading?.rss).toBeGreaterThan(rss / 2);
    expect(reading?.rss).toBeLessThan(rss * 2);
    expect(reading?.vms).toBeGreaterThan(rss);
    expect(reading?.anon).toBeLessThan(reading?.rss ?? 0);
    expect(reading?.anon).toBeGreaterThan(0);
    expect(reading?.threads).toBe(fs.readdirSync('/proc/self/task').length);
  });

  it('counts the open files of a child, and none of its own for looking at it', async () => {
    const child = family.start('python3', [
      '-c',
      'import os,sys\nfs=[open("/dev/null") for _ in range(50)]\nprint(os.getpid(),flush=True)\nsys.stdin.read()',
    ]);
    const pid = await pidFrom(child);
    const before = fs.readdirSync('/proc/self/fd').length;
    const { readings } = await watchUntil(probeOf(process.pid), (w) =>
      w.readings.some(({ id }) => id.startsWith(`${pid}@`)),
    );
    const fdsOf = (of: number): number | null | undefined =>
      readings.find(({ id }) => id.startsWith(`${of}@`))?.fds;
    expect(fdsOf(pid)).toBe(fs.readdirSync(`/proc/${pid}/fd`).length);
    expect(fdsOf(pid)).toBeGreaterThanOrEqual(53);
    expect(Math.abs((fdsOf(process.pid) ?? 0) - before)).toBeLessThanOrEqual(2);
  });

  it('finds grandchildren of every make, at once and when they are started later', async () => {
    const watching = probeOf(process.pid);
    await watchUntil(watching, (w) => w.readings.length > 0);
    family.start('sh', ['-c', 'sh -c "python3 -c \'import time; time.sleep(60)\'; true"; true']);
    const watched = await watchUntil(watching, (w) =>
      namesOf(w).some((name) => name.startsWith('python')),
    );
    expect(namesOf(watched).filter((name) => name === 'sh').length).toBe(2);
    const parents = new Map(watched.seen.map(({ pid, ppid }) => [pid, ppid]));
    const python = watched.seen.find(({ name }) => name.startsWith('python'));
    const chain = [python?.pid ?? 0];
    while (chain.at(-1) !== process.pid && chain.length < 5) {
      chain.push(parents.get(chain.at(-1) ?? 0) ?? 0);
      if (chain.at(-1) === process.pid) break;
      if (!parents.has(chain.at(-1) ?? 0)) break;
    }
    expect(chain).toHaveLength(4);
  });

  it('tells the name after exec, whatever it is', async () => {
    const watching = probeOf(process.pid);
    await watchUntil(watching, (w) => w.readings.length > 0);
    const rename =
      'open("/proc/self/comm","w").write(") S 1 (<b>\\nx"); import time; time.sleep(60)';
    family.start('python3', ['-c', rename]);
    const watched = await watchUntil(watching, (w) => namesOf(w).includes(') S 1 (<b>\nx'));
    expect(watched.readings.length).toBeGreaterThan(0);
  });

  it('says when a process has ended, also while it waits to be reaped', async () => {
    const reaper =
      'import os,time\npid=os.fork()\nif pid==0: time.sleep(1); os._exit(0)\nprint(pid,flush=True)\ntime.sleep(60)';
    const zombie = await pidFrom(family.start('python3', ['-c', reaper]));
    const { ended } = await watchUntil(probeOf(process.pid), (w) => w.ended.length > 0);
    expect(ended).toEqual([expect.stringMatching(`^${zombie}@`)]);
    expect(fs.existsSync(`/proc/${zombie}`)).toBe(true);
  });

  it('keeps to a process that it has followed when its parents end', async () => {
    const shell = family.start('sh', ['-c', 'sleep 61 & echo $!; read line']);
    const orphan = await pidFrom(shell);
    const watching = probeOf(process.pid);
    const isOrphan = ({ id }: { id: string }): boolean => id.startsWith(`${orphan}@`);
    await watchUntil(watching, (w) => w.readings.some(isOrphan));
    shell.stdin?.end();
    await once(shell, 'exit');
    const { ended, readings } = await watchUntil(watching, (w) => w.ended.length > 0);
    expect(ended).toEqual([expect.stringMatching(`^${shell.pid}@`)]);
    expect(readings.some(isOrphan)).toBe(true);
    await watchUntil(watching, (w) => w.readings.filter(isOrphan).length > 20);
  });

  it('takes in a daemon of the run by the mark in its environment, and nobody else’s', async () => {
    probe = new LinuxProbe({ kind: 'pids', pids: [process.pid] }, MARK, system);
    await watchUntil(probe, (w) => w.readings.length > 0);
    const [ours, others] = [
      await daemonize(markedEnvironment),
      await daemonize({ ...process.env, [MARK.name]: `${MARK.value}0` }),
    ];
    try {
      const watched = await watchUntil(probe, (w) => w.seen.some(sees(ours)));
      expect(watched.seen.some(sees(others))).toBe(false);
    } finally {
      for (const pid of [ours, others]) process.kill(pid, 'SIGKILL');
    }
  });

  it('leaves a covered process and its children to their own sampler until it ends', async () => {
    const shell = family.start('sh', ['-c', 'sleep 63 & echo $!; read line']);
    const child = await pidFrom(shell);
    const watching = probeOf(process.pid);
    const first = await watchUntil(watching, (w) => w.seen.length >= 3);
    const covered = new Set(first.seen.filter(({ pid }) => pid === shell.pid).map(({ id }) => id));
    expect(covered.size).toBe(1);
    const during = await watchUntil(
      watching,
      (w) => w.readings.length >= 10,
      () => covered,
    );
    expect(new Set(during.readings.map(({ id }) => id))).toEqual(new Set([ownProcessId()]));
    shell.stdin?.end();
    await once(shell, 'exit');
    const after = await watchUntil(
      watching,
      (w) => w.readings.some(({ id }) => id.startsWith(`${child}@`)),
      () => covered,
    );
    expect(after.readings.some(({ id }) => covered.has(id))).toBe(false);
  });

  it('reads on where it may keep no descriptor, and still tells the end', async () => {
    const child = family.start('sleep', ['0.5']);
    const poor = { ...system, descriptors: 0 };
    probe = new LinuxProbe({ kind: 'pids', pids: [child.pid ?? 0] }, null, poor);
    const open = fs.readdirSync('/proc/self/fd').length;
    const { readings, ended } = await watchUntil(probe, (w) => w.ended.length > 0);
    expect(fs.readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(open);
    expect(readings.length).toBeGreaterThan(2);
    expect(Math.max(...readings.map(({ rss }) => rss))).toBeGreaterThan(100_000);
    expect(ended[0]).toMatch(new RegExp(`^${child.pid}@`));
  });

  it('sees all processes of the system where it is asked to, and none of the kernel’s', async () => {
    probe = new LinuxProbe({ kind: 'all' }, null, system);
    const { readings, seen } = await watchUntil(probe, (w) => w.readings.length > 0);
    expect(seen.map(({ pid }) => pid)).toEqual(
      expect.arrayContaining([1, process.pid, process.ppid]),
    );
    expect(readings.every(({ vms }) => (vms ?? 0) > 0)).toBe(true);
    expect(seen.some(({ name }) => name === 'kthreadd')).toBe(false);
  });

  it('finds nothing where the pid is nobody’s, and keeps no descriptor when closed', async () => {
    const before = fs.readdirSync('/proc/self/fd').length;
    const nobody = new LinuxProbe({ kind: 'pids', pids: [2 ** 22 + 1] }, null, system);
    expect(nobody.observe(Date.now(), new Set())).toEqual({ seen: [], readings: [], ended: [] });
    nobody.close();
    await watchUntil(probeOf(process.pid), (w) => w.readings.length > 0);
    probe.close();
    expect(fs.readdirSync('/proc/self/fd')).toHaveLength(before);
    probeOf();
  });
});
