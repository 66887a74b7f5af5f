import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { codeOf } from './error-code';
import { WriterLog } from './writer-log';

/** All that a spool holds, a log per writer. */
export interface SpoolContents {
  readonly logs: readonly WriterLog[];
  /** Files that could not be read, with the system's error code. */
  readonly unreadable: readonly { readonly file: string; readonly code: string }[];
  /** False where the directory itself is gone. */
  readonly present: boolean;
}

/** Reads every file of a spool. Torn and foreign lines are counted, never fatal. */
export async function readSpool(spool: string): Promise<SpoolContents> {
  let names: string[];
  try {
    names = readdirSync(spool).filter((name) => name.endsWith('.ndjson'));
  } catch {
    return { logs: [], unreadable: [], present: false };
  }
  const logs: WriterLog[] = [];
  const unreadable: { file: string; code: string }[] = [];
  for (const generations of byWriter(names)) {
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
  return { logs, unreadable, present: true };
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
