import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { descendantsOf, killAll } from '../../src/confirm/descendants';
import { isRunning, startTicksOf } from '../../src/spool/liveness';

/** A process with a child that has a session, and so a process group, of its own. */
async function family(): Promise<{ readonly shell: ChildProcess; readonly grandchild: number }> {
  const script = `
    const child = require('node:child_process').spawn('sleep', ['60'], { detached: true });
    console.log(child.pid); setTimeout(() => {}, 60_000);`;
  const shell = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(shell.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { shell, grandchild: Number(String(line)) };
}

it('finds and ends what a process has started, in groups of their own too', async () => {
  const { shell, grandchild } = await family();
  const ticks = startTicksOf(grandchild) ?? 0;
  const found = descendantsOf(shell.pid ?? 0);
  expect(found).toEqual([grandchild]);
  expect(descendantsOf(process.pid)).toEqual(expect.arrayContaining([shell.pid, grandchild]));
  killAll(found);
  // It stays on the list until its parent has asked for it, which therefore still runs.
  for (let i = 0; i < 50 && isRunning(grandchild, ticks); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(isRunning(grandchild, ticks)).toBe(false);
  shell.kill('SIGKILL');
  await once(shell, 'exit');
});

it('has none of a process that is gone', () => {
  expect(descendantsOf(2 ** 30)).toEqual([]);
});
