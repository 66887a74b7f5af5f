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
function written(file: string, loaded?: string): unknown {
  const script = `process.stdout.write(JSON.stringify(require(${JSON.stringify(writer)}).writeHeapSnapshot(process.argv[1])))`;
  const preload = loaded === undefined ? [] : ['--require', loaded];
  const args = [...preload, '-e', script, file];
  const options = { encoding: 'utf8', timeout: 50_000, killSignal: 'SIGKILL' } as const;
  return JSON.parse(execFileSync(process.execPath, args, options));
}

test('writes a snapshot that can be read, and makes its directory', async () => {
  const file = path.join(dir, 'new', 'a.heapsnapshot');
  expect(written(file)).toEqual({ outcome: 'written', file });
  expect((await parseSnapshot(file)).outcome).toBe('parsed');
});

test('a large script with many objects, such as a compiler, is no matter of minutes', () => {
  const script = path.join(dir, 'compiler.js');
  const line = `// ${'.'.repeat(40)}\n`;
  // Node 20 counts the lines up to the class for each of its objects, unless it was spared that.
  const code = `class Ast {}\nglobalThis.kept = Array.from({ length: 100_000 }, () => new Ast());`;
  writeFileSync(script, line.repeat(200_000) + code);
  const file = path.join(dir, 'compiler.heapsnapshot');
  expect(written(file, script)).toEqual({ outcome: 'written', file });
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
