import fs from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { OpenCensus } from '../../src/openers/census';
import { CarriedPlaces } from './carried-places';
import { OpenFiles } from './open-files';
import { OpenResources } from './open-resources';
import { OpenedLog } from './opened-log';

// Taken when the module is loaded: tests may replace what the shared `fs` exports.
const { readdirSync, readlinkSync } = fs;

/**
 * Records who opens what, from now on, in this thread. It costs some ten microseconds for each thing that is
 * opened: nothing for an ordinary run, and little where a leak is looked into.
 */
export class OpenerRecording {
  private readonly log = new OpenedLog();
  private readonly carried = new CarriedPlaces();
  private readonly files = new OpenFiles(this.log, this.carried);
  private readonly resources = new OpenResources(this.log, this.carried);

  start(): void {
    this.files.start();
    this.resources.start();
  }

  stop(): void {
    this.resources.stop();
    this.files.stop();
  }

  /** @param runs of the repeated work, so far */
  census(runs: number): OpenCensus {
    const open = this.log.open();
    // What is counted by process is that of all its threads' files.
    const isAlone = process.platform === 'linux' && isMainThread;
    return {
      runs,
      open,
      threads: isAlone ? (namesIn('/proc/self/task')?.length ?? null) : null,
      unknown: isAlone ? this.unknownFiles() : null,
    };
  }

  /** Files only: sockets and pipes are Node's, whoever had them opened. */
  private unknownFiles(): Record<string, number> | null {
    const names = namesIn('/proc/self/fd');
    if (names === null) return null;
    const counts: Record<string, number> = {};
    for (const name of names) {
      const link = linkOf(name);
      if (link === null || !isFile(link) || this.files.has(Number(name))) continue;
      counts[link] = (counts[link] ?? 0) + 1;
    }
    return counts;
  }
}

function isFile(link: string): boolean {
  return link.startsWith('/') && !link.startsWith('/proc/') && !link.startsWith('/dev/');
}

function linkOf(fd: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null; // It was closed since it was listed: the listing's own, for one.
  }
}

function namesIn(directory: string): string[] | null {
  try {
    return readdirSync(directory);
  } catch {
    return null; // A container may hide `/proc`: then there is nothing to count.
  }
}
