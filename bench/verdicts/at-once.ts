import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onExit } from 'signal-exit';

/**
 * Does the work of all items, so many at once. While some are still at work and none wait any more, a
 * process that does nothing but keep a core busy takes each free place: the load is the same to the end.
 */
export async function atOnce<T>(
  items: readonly T[],
  places: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  if (items.length === 0) return;
  const waiting = [...items];
  let working = Math.min(places, items.length);
  const idlers = Array.from({ length: places - working }, keepBusy);
  const place = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    working -= 1;
    if (working > 0) idlers.push(keepBusy());
  };
  try {
    await Promise.all(Array.from({ length: working }, place));
  } finally {
    await Promise.all(idlers.map((stop) => stop()));
  }
}

/** Starts a process that uses a core; returns what ends it. */
function keepBusy(): () => Promise<void> {
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  const kill = () => void busy.kill('SIGKILL');
  const forget = onExit(kill);
  return async () => {
    forget();
    const ended = once(busy, 'close');
    kill();
    await ended;
  };
}
