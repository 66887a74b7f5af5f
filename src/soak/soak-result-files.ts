import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SOAK_SCHEMA, type SoakResult } from './soak-result';
import { type SoakedFile, soakedFilesName } from './soaked-file';

/** The results in a directory, of each test file the last; none where it cannot be read. */
export function readSoakResults(directory: string): SoakResult[] {
  const results = namesIn(directory)
    .filter((name) => /^soak-.*\.json$/.test(name))
    .flatMap((name) => parsed<SoakResult>(read(path.join(directory, name))))
    .filter(({ schema }) => schema === SOAK_SCHEMA)
    .toSorted((a, b) => a.startedAt - b.startedAt);
  return [...new Map(results.map((result) => [result.file, result])).values()];
}

/** The files that Jest ran, in order; of one that it tried again the last try. */
export function readSoakedFiles(directory: string): SoakedFile[] {
  const files = read(path.join(directory, soakedFilesName))
    .split('\n')
    .flatMap((line) => parsed<SoakedFile>(line));
  return [...new Map(files.map((file) => [file.file, file])).values()];
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // Jest ended before any test: its own message tells why.
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // As above.
  }
}

/** A process that died may leave half a line. */
function parsed<T>(text: string): T[] {
  try {
    return [JSON.parse(text) as T];
  } catch {
    return [];
  }
}
