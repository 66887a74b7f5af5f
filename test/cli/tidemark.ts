import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Report } from '../../src/report/report';

export const CLI = path.resolve(__dirname, '../../src/cli.js');
export const header = 'Process ID,Process Name,Time,Memory Usage';

/** What `--json` prints of a file. */
export type ToldReport = Report & {
  readonly source: {
    readonly path: string;
    readonly kind: string;
    readonly brokenLines: number;
    readonly firstBroken: readonly { line: number; reason: string }[];
  };
};

/** A directory with files, in which the built command is run. */
export class Tidemark {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-cli-'));

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(path.join(this.directory, name), content);
    return name;
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const outer = /^(NODE_OPTIONS|FORCE_COLOR|NO_COLOR|TZ|LANG|LC_.*)$/;
    const own = Object.entries(process.env).filter(([name]) => !outer.test(name));
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      cwd: this.directory,
      encoding: 'utf8',
      env: { ...Object.fromEntries(own), ...env },
    });
    return { status, stdout, stderr };
  }

  /** The reports that `detect --json` prints, one a line. */
  json(...args: readonly string[]): ToldReport[] {
    const { stdout } = this.run(['detect', '--json', ...args]);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ToldReport);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const start = Date.UTC(2024, 3, 26, 12, 0, 0);

/** The form of memorytools: `2024-04-26 12:00:01.000000`, in UTC and without saying so. */
export function naiveTime(second: number): string {
  return new Date(start + second * 1000).toISOString().replace('T', ' ').replace('Z', '000');
}

/** A sample a second: the memory in MB that `megabytes` tells for each second. */
export function samples(
  pid: number,
  name: string,
  seconds: number,
  megabytes: (second: number) => number,
  time: (second: number) => string = naiveTime,
): string[] {
  return Array.from({ length: seconds }, (_, second) =>
    [pid, name, time(second), Math.round(megabytes(second) * 1e6)].join(','),
  );
}

export function csv(...lines: readonly string[]): string {
  return `${[header, ...lines].join('\n')}\n`;
}

/** Up and down by 2 MB, and nowhere in the long run. */
export const steady = (second: number) => 200 + 2 * Math.sin(second * 1.7);
/** 5 MB a second from the first to the last, and the same unrest. */
export const leaking = (second: number) => steady(second) + 5 * second;
/** Grows only in the last third: long enough for a line, too short to be called lasting. */
export const lateGrowth = (second: number) => 200 + 5 * Math.max(0, second - 80);
