import fs from 'node:fs';

// Taken when the module is loaded: where it runs beside tests, they may replace what the shared `fs` exports.
const { readFileSync } = fs;

/** Null where there is no source map, or no `package.json`: lines and names are those of the code that ran. */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
