import fs from 'node:fs';

// Taken when the module is loaded: the tests of a run may replace what the shared `fs` exports.
const { closeSync, openSync } = fs;

const NAME = /\.([A-Z0-9]+)\.trouble$/;

/**
 * Leaves word that a writer could not write, by an empty file whose name says why: a full disk has no
 * room for a line, and mostly still has for a name. Where it has not, nothing more can be said.
 */
export function leaveTrouble(base: string, code: string): void {
  try {
    closeSync(openSync(`${base}.${code}.trouble`, 'w', 0o600));
  } catch {
    // Neither a line nor a name can be written: the gap in the series is all that is left to see.
  }
}

/** The codes that the names in a spool tell of, each once. */
export function troublesIn(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => NAME.exec(name)?.[1] ?? []))];
}
