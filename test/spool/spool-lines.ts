import fs from 'node:fs';
import type { SpoolRecord } from '../../src/spool/records';

export const head: SpoolRecord = {
  type: 'writer',
  kind: 'environment',
  pid: 1,
  processId: '1@1',
  at: 1,
  intervalMs: 50,
};
export const mark = (at: number): SpoolRecord => ({
  type: 'file-start',
  at,
  path: `/tests/é${at}`,
  worker: 1,
  threadId: 0,
});
export const tests = (padding: number): SpoolRecord => ({
  type: 'tests',
  path: 'x'.repeat(padding),
  names: [],
  startedAt: [],
  endedAt: [],
});

/** Whole lines as records, torn ones as text: what a reader sees. */
export function linesOf(name: string): (SpoolRecord | string)[] {
  const lines = fs.readFileSync(name, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      try {
        return JSON.parse(line) as SpoolRecord;
      } catch {
        return line;
      }
    });
}
