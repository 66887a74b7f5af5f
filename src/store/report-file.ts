import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Written =
  | { readonly path: string }
  | { readonly path: null; readonly file: string; readonly error: unknown };

/**
 * Writes `report.json` whole or not at all: another run in the same folder, or a reader, never sees half
 * of it.
 */
export function writeReport(directory: string, report: object): Written {
  const file = path.join(directory, 'report.json');
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(unfinished, `${JSON.stringify(report, null, 2)}\n`);
    renameSync(unfinished, file);
    return { path: file };
  } catch (error) {
    return { path: null, file, error };
  }
}
