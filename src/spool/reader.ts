import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { codeOf } from './error-code';
import { troublesIn } from './trouble';
import { WriterLog } from './writer-log';

/** All that a spool holds, a log per writer. */
export interface SpoolContents {
  readonly logs: readonly WriterLog[];
  /** Files that could not be read, with the system's error code. */
  readonly unreadable: readonly { readonly file: string; readonly code: string }[];
  /** Why writers could not write at some time (`ENOSPC`), each reason once. */
  readonly troubles: readonly string[];
  /** False where the directory itself is gone. */
  readonly present: boolean;
}

/** What a spool holds that was never made, or is gone (`present` false). */
export function emptySpool(present: boolean): SpoolContents {
  return { logs: [], unreadable: [], troubles: [], present };
}

/** Reads every file of a spool. Torn and foreign lines are counted, never fatal. */
export async function readSpool(spool: string): Promise<SpoolContents> {
  let names: string[];
  try {
    names = readdirSync(spool);
  } catch {
    return emptySpool(false);
  }
  const logs: WriterLog[] = [];
  const unreadable: { file: string; code: string }[] = [];
  for (const generations of byWriter(names.filter((name) => name.endsWith('.ndjson')))) {
    for (const name of generations) {
      try {
        const log = await readLog(path.join(spool, name), name);
        if (log.generation > 1 && !log.complete) continue;
        logs.push(log);
        break;
      } catch (error) {
        unreadable.push({ file: name, code: codeOf(error) });
      }
    }
  }
  return { logs, unreadable, troubles: troublesIn(names), present: true };
}

/** File names `writer.generation.ndjson`, grouped by writer, newest generation first. */
function byWriter(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const writer = name.replace(/\.\d+\.ndjson$/, '');
    groups.set(writer, [...(groups.get(writer) ?? []), name]);
  }
  return [...groups.values()].map((group) =>
    group.toSorted((a, b) => generationOf(b) - generationOf(a)),
  );
}

function generationOf(name: string): number {
  return Number(/\.(\d+)\.ndjson$/.exec(name)?.[1] ?? 1);
}

async function readLog(file: string, name: string): Promise<WriterLog> {
  const log = new WriterLog(generationOf(name));
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    if (line !== '') log.take(line);
  }
  return log;
}
