import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Observation, Probe, Reading, SeenProcess } from '../../src/sample/probe';

/** Everything that a probe told of, over a while. */
export interface Watched {
  readonly seen: SeenProcess[];
  readonly readings: Reading[];
  readonly ended: string[];
}

const NONE: ReadonlySet<string> = new Set();

/** Looks until `done` says so; fails with what was seen when that takes too long. */
export async function watchUntil(
  probe: Probe,
  done: (watched: Watched) => boolean,
  covered: () => ReadonlySet<string> = () => NONE,
): Promise<Watched> {
  const watched: Watched = { seen: [], readings: [], ended: [] };
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    const observation: Observation = await probe.observe(Date.now(), covered());
    watched.seen.push(...observation.seen);
    watched.readings.push(...observation.readings);
    watched.ended.push(...observation.ended);
    if (done(watched)) return watched;
    await setTimeout(20);
  }
  throw new Error(`not seen in time; seen was ${JSON.stringify(watched.seen)}`);
}

/** The last name under which each process was seen. */
export function namesOf(watched: Watched): string[] {
  return [...new Map(watched.seen.map((process) => [process.id, process.name])).values()];
}

/** A process group of its own, so that it can be ended with all that it started. */
export class Family {
  readonly #members: ChildProcess[] = [];

  start(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): ChildProcess {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true, env });
    this.#members.push(child);
    return child;
  }

  /** Ends them all, and waits until they are gone, so that the next test does not see them. */
  async end(): Promise<void> {
    for (const child of this.#members.splice(0)) {
      const running = child.exitCode === null && child.signalCode === null;
      const gone = running ? once(child, 'exit') : null;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The whole group has ended by itself.
      }
      await gone;
    }
  }
}
