import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';

const API = path.resolve(__dirname, '../src/index.js');

/** Runs a script of a user's, in a process of its own, and gives what it prints as JSON. */
function script(text: string): unknown {
  const whole = `const { MemoryMonitor, detectLeaks } = require(${JSON.stringify(API)});
    const { spawn } = require('node:child_process');
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    (async () => { ${text} })().then((result) => console.log(JSON.stringify(result)));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', whole], { encoding: 'utf8' }));
}

/** A Python process that keeps 400 kB every tenth of a second, or does not. */
const python = (kept: number) =>
  `spawn('python3', ['-c', 'import time\\nkept = []\\nwhile True:\\n  kept.append(bytearray(b"x" * ${kept}))\\n  time.sleep(0.1)'])`;

describe('MemoryMonitor', () => {
  it('finds the descendant that leaks, and not its twin', () => {
    const found = script(`
      const monitor = new MemoryMonitor();
      monitor.start();
      const leaky = ${python(400_000)};
      const steady = ${python(0)};
      await pause(14_000);
      await monitor.stop();
      leaky.kill(); steady.kill();
      return { leaky: leaky.pid, steady: steady.pid, leaks: monitor.detectLeaks().map(({ pid, kind }) => ({ pid, kind })), seen: monitor.processes.map(({ pid }) => pid) };
    `) as {
      leaky: number;
      steady: number;
      leaks: { pid: number; kind: string }[];
      seen: number[];
    };
    expect(found.leaks).toEqual([{ pid: found.leaky, kind: 'leak' }]);
    // A launcher (pyenv) may start helpers of its own besides.
    expect(found.seen).toEqual(expect.arrayContaining([found.leaky, found.steady]));
  });

  it('watches given pids alone, whoever started them', () => {
    const sleeper = spawn('sleep', ['30']);
    try {
      const seen = script(`
        const monitor = new MemoryMonitor({ watch: [${sleeper.pid ?? 0}], interval: 20 });
        monitor.start();
        await pause(600);
        await monitor.stop();
        return monitor.processes.map(({ pid, name, role }) => ({ pid, name, role }));
      `);
      expect(seen).toEqual([{ pid: sleeper.pid, name: 'sleep', role: 'external' }]);
    } finally {
      sleeper.kill();
    }
  });

  it('watches all processes that the user may see', () => {
    const seen = script(`
      const monitor = new MemoryMonitor({ watch: 'all' });
      monitor.start();
      await pause(600);
      await monitor.stop();
      return monitor.processes.map(({ pid }) => pid);
    `);
    expect(seen).toContain(process.pid);
  });

  it('can be started again, says so when it is running, and forgets nothing but the last series', () => {
    const told = script(`
      const monitor = new MemoryMonitor();
      await monitor.stop();
      monitor.start();
      let message;
      try { monitor.start(); } catch (error) { message = error.message; }
      await pause(300);
      await monitor.stop();
      monitor.start();
      await pause(300);
      await monitor.stop();
      return { message, seen: monitor.processes.length, leaks: monitor.detectLeaks() };
    `);
    expect(told).toMatchObject({
      message: expect.stringContaining('started already'),
      seen: 1,
      leaks: [],
    });
  });
});

it('detectLeaks judges series of one’s own', () => {
  const found = script(`
    const times = Float64Array.from({ length: 600 }, (_, i) => i * 50);
    const rss = (slope) => ({ times, values: times.map((t) => 20e6 + slope * t), intervalMs: 50 });
    return detectLeaks(
      [{ pid: 1, name: 'grows', signals: { rss: rss(1000) } }, { pid: 2, name: 'stays', signals: { rss: rss(0) } }],
      { criticalMemory: 1e9 },
    );
  `);
  expect(found).toMatchObject([{ pid: 1, name: 'grows', kind: 'leak', signal: 'rss' }]);
});
