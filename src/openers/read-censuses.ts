import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OPEN_CENSUS, type OpenCensus } from './census';

/** What a process has written so far, by time; none where nothing can be read. */
export function readCensuses(directory: string): OpenCensus[] {
  return textOf(path.join(directory, OPEN_CENSUS))
    .split('\n')
    .flatMap((line) => parsed(line));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Not written yet, or never.
  }
}

/** The last line may be half there. */
function parsed(line: string): OpenCensus[] {
  try {
    return [JSON.parse(line) as OpenCensus];
  } catch {
    return [];
  }
}
