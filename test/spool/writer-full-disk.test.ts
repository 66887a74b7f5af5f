import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SpoolRecord } from '../../src/spool/records';
import { SpoolWriter } from '../../src/spool/writer';
import { head, linesOf, mark, tests } from './spool-lines';

let directory: string;
let file: string;

/** Whether a disk that is small enough to fill could be had there; that takes root. */
function mountSmallDisk(at: string): boolean {
  try {
    const options = ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at];
    execFileSync('mount', options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function unmount(at: string): void {
  execFileSync('umount', ['-l', at]);
  fs.rmSync(at, { recursive: true });
}

const makeDirectory = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'writer-full-disk-'));

const trial = makeDirectory();
const onSmallDisk = mountSmallDisk(trial) ? describe : describe.skip;
if (onSmallDisk === describe) unmount(trial);
else fs.rmSync(trial, { recursive: true });

beforeEach(() => {
  directory = makeDirectory();
  file = path.join(directory, 'environment-1-0-ab.1.ndjson');
  mountSmallDisk(directory);
});

afterEach(() => {
  unmount(directory);
});

/** Leaves no room for another page. */
function fill(name: string): void {
  const descriptor = fs.openSync(path.join(directory, name), 'w');
  try {
    for (;;) fs.writeSync(descriptor, Buffer.alloc(4096));
  } catch {
    fs.closeSync(descriptor);
  }
}

onSmallDisk('a full disk', () => {
  it('tears a line at most, and loses nothing that still fits into memory', () => {
    const writer = new SpoolWriter(file);
    writer.write(head);
    writer.flush();
    fill('ballast');
    // The page of the file's start has room for some of this.
    for (let i = 0; i < 100; i += 1) writer.write(mark(i));
    writer.flush();
    expect(writer.failure).toMatchObject({ code: 'ENOSPC' });
    expect(typeof linesOf(file).at(-1)).toBe('string');
    fs.rmSync(path.join(directory, 'ballast'));
    writer.write(mark(100));
    writer.flush();
    expect(writer.failure).toBeNull();
    const records = linesOf(file).filter((line) => typeof line !== 'string');
    expect(records).toEqual([head, ...Array.from({ length: 101 }, (_, i) => mark(i))]);
    writer.close();
  });

  it('drops what a reader misses least when memory would not do, and says how much', () => {
    const writer = new SpoolWriter(file);
    writer.write(head);
    writer.flush();
    fill('ballast');
    for (let i = 0; i < 300; i += 1) {
      writer.write(tests(10_000));
      if (i % 10 === 0) writer.write(mark(i));
      writer.flush();
    }
    const held = writer.failure?.records ?? 0;
    expect(held).toBe(330);
    fs.rmSync(path.join(directory, 'ballast'));
    execFileSync('mount', ['-o', 'remount,size=8m', directory]);
    writer.flush();
    const records = linesOf(file).filter((line): line is SpoolRecord => typeof line !== 'string');
    const lost = records.find((record) => record.type === 'lost');
    const kept = records.filter((record) => record.type === 'tests').length;
    expect(records.filter((record) => record.type === 'file-start')).toHaveLength(30);
    expect(lost).toMatchObject({ code: 'ENOSPC', records: 300 - kept });
    expect(kept).toBeLessThan(150);
    expect(kept).toBeGreaterThan(50);
    writer.close();
  });

  it('at the very start delays the file, and no more', () => {
    fill('ballast');
    const writer = new SpoolWriter(file, () => [head]);
    expect(writer.failure).toMatchObject({ code: 'ENOSPC' });
    fs.rmSync(path.join(directory, 'ballast'));
    writer.write(mark(1));
    writer.flush();
    expect(linesOf(file)[0]).toEqual(head);
    expect(writer.failure).toBeNull();
    writer.close();
  });
});
