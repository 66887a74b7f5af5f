import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refusalFor } from '../../../environment/soak/heap-snapshot';
import { parseSnapshot } from '../../../src/diagnose/snapshot/parse-snapshot';

const MiB = 1024 ** 2;
const writer = path.resolve(__dirname, '../../../environment/soak/heap-snapshot.js');
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'tidemark-write-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** What it answers in a process of its own, whose heap is small. */
function written(file: string): unknown {
  const script = `process.stdout.write(JSON.stringify(require(${JSON.stringify(writer)}).writeHeapSnapshot(process.argv[1])))`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script, file], { encoding: 'utf8' }));
}

test('writes a snapshot that can be read, and makes its directory', async () => {
  const file = path.join(dir, 'new', 'a.heapsnapshot');
  expect(written(file)).toEqual({ outcome: 'written', file });
  expect((await parseSnapshot(file)).outcome).toBe('parsed');
});

test('what cannot be written is told, and throws nothing', () => {
  const inTheWay = path.join(dir, 'in-the-way');
  writeFileSync(inTheWay, '');
  expect(written(path.join(inTheWay, 'a.heapsnapshot'))).toEqual({
    outcome: 'failed',
    reason: expect.stringContaining('EEXIST'),
  });
});

test('a full disk is told, and nothing is left of the file', () => {
  // A device that is always full; other systems have none.
  if (!existsSync('/dev/full')) return;
  const file = path.join(dir, 'full.heapsnapshot');
  execFileSync('ln', ['-s', '/dev/full', file]);
  expect(written(file)).toEqual({
    outcome: 'failed',
    reason: expect.stringContaining('ENOSPC'),
  });
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['memory', { heap: 50 * MiB, memory: 599 * MiB, disk: null }, 'up to 600 MiB of memory, and 599'],
  [
    'disk',
    { heap: 50 * MiB, memory: 600 * MiB, disk: 149 * MiB },
    'up to 150 MiB on disk, and 149',
  ],
])('refuses where %s may run out, with both sizes', (_, room, told) => {
  expect(refusalFor(room)).toContain(told);
});

test('where there is room enough, and no word of the disk, it goes on', () => {
  expect(refusalFor({ heap: 50 * MiB, memory: 600 * MiB, disk: null })).toBeNull();
  expect(refusalFor({ heap: 50 * MiB, memory: 600 * MiB, disk: 150 * MiB })).toBeNull();
});
