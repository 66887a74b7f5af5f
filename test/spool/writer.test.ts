import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SpoolRecord } from '../../src/spool/records';
import { SpoolWriter } from '../../src/spool/writer';
import { head, linesOf, mark, tests } from './spool-lines';

let parent: string;
let directory: string;
let file: string;

beforeEach(() => {
  parent = fs.mkdtempSync(path.join(os.tmpdir(), 'writer-'));
  directory = path.join(parent, 'spool');
  fs.mkdirSync(directory, { mode: 0o700 });
  file = path.join(directory, 'environment-1-0-ab.1.ndjson');
});

afterEach(() => {
  fs.rmSync(parent, { recursive: true, force: true });
});

/** The descriptor that this process holds of a file. */
function descriptorOf(name: string): number {
  for (const entry of fs.readdirSync('/proc/self/fd')) {
    try {
      if (fs.readlinkSync(`/proc/self/fd/${entry}`) === name) return Number(entry);
    } catch {
      // The descriptor of the listing itself is closed by now.
    }
  }
  throw new Error(`${name} is not open`);
}

describe('SpoolWriter', () => {
  it('appends a line a record, for its owner only, when it is flushed', () => {
    const writer = new SpoolWriter(file);
    writer.write(head);
    writer.write(mark(1));
    expect(linesOf(file)).toEqual([]);
    writer.flush();
    expect(linesOf(file)).toEqual([head, mark(1)]);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(writer.bytes).toBe(fs.statSync(file).size);
    writer.write(mark(2));
    writer.close();
    writer.write(mark(3));
    writer.flush();
    expect(linesOf(file)).toEqual([head, mark(1), mark(2)]);
    expect(writer.failure).toBeNull();
  });

  it('writes much at once without being asked', () => {
    const writer = new SpoolWriter(file);
    for (let i = 0; i < 10; i += 1) writer.write(tests(10_000));
    expect(fs.statSync(file).size).toBeGreaterThan(60_000);
    writer.close();
    expect(linesOf(file)).toHaveLength(10);
  });

  it('does not follow what somebody put in the place of its file', () => {
    const target = path.join(parent, 'target');
    fs.writeFileSync(target, 'precious');
    fs.symlinkSync(target, file);
    const writer = new SpoolWriter(file);
    writer.write(head);
    writer.close();
    expect(fs.readFileSync(target, 'utf8')).toBe('precious');
    expect(writer.failure).toMatchObject({ code: 'EEXIST', records: 1 });
  });

  it('tells of a directory that is not there, and goes on when it is', () => {
    const missing = path.join(parent, 'not', 'there');
    const writer = new SpoolWriter(path.join(missing, 'environment-1-0-ab.1.ndjson'));
    writer.write(head);
    writer.flush();
    expect(writer.failure).toEqual({ code: 'ENOENT', records: 1 });
    fs.mkdirSync(missing, { recursive: true });
    writer.flush();
    expect(writer.failure).toBeNull();
    expect(linesOf(writer.path)).toContainEqual(head);
    writer.close();
  });

  it('opens its file again when someone closed the descriptor, and leaves the next owner’s alone', () => {
    const writer = new SpoolWriter(file);
    writer.write(head);
    writer.flush();
    const descriptor = descriptorOf(file);
    fs.closeSync(descriptor);
    const foreign = path.join(parent, 'foreign');
    const others: number[] = [];
    do others.push(fs.openSync(foreign, 'w'));
    while (others.at(-1) !== descriptor);
    writer.write(mark(1));
    writer.flush();
    for (const other of others) fs.closeSync(other);
    expect(fs.readFileSync(foreign, 'utf8')).toBe('');
    expect(linesOf(file)).toEqual([head, mark(1)]);
    writer.close();
  });
});

describe('a spool that is deleted while the run goes on', () => {
  it('is made anew, private, with what the rest cannot be read without', () => {
    const writer = new SpoolWriter(file);
    writer.write(head);
    writer.write(tests(10));
    writer.write(mark(1));
    writer.flush();
    fs.rmSync(directory, { recursive: true });
    writer.write(mark(2));
    writer.flush();
    expect(fs.statSync(directory).mode & 0o777).toBe(0o700);
    const lines = linesOf(file);
    expect(lines[0]).toEqual(head);
    expect(lines).toContainEqual(mark(1));
    expect(lines).toContainEqual(mark(2));
    // The tests of before are gone for good.
    expect(lines).toContainEqual(expect.objectContaining({ type: 'lost', code: 'ENOENT' }));
    expect(writer.failure).toBeNull();
    writer.write(mark(3));
    writer.close();
    expect(linesOf(file)).toContainEqual(mark(3));
  });

  it('is not made anew by the last flush, for then the run has ended', () => {
    const writer = new SpoolWriter(file);
    writer.write(head);
    writer.flush();
    fs.rmSync(directory, { recursive: true });
    writer.write(mark(1));
    writer.close();
    expect(fs.existsSync(directory)).toBe(false);
  });

  it('is not made anew for ever', () => {
    const writer = new SpoolWriter(file);
    for (let i = 0; i < 10; i += 1) {
      writer.write(mark(i));
      writer.flush();
      fs.rmSync(directory, { recursive: true, force: true });
    }
    writer.flush();
    expect(fs.existsSync(directory)).toBe(false);
    expect(writer.failure?.code).toBe('ENOENT');
  });

  it('is told whole where the writer can retell it, and is no loss then', () => {
    const retold: SpoolRecord[] = [head, mark(1), mark(2)];
    const writer = new SpoolWriter(file, () => retold);
    writer.write(mark(1));
    writer.flush();
    fs.rmSync(directory, { recursive: true });
    writer.write(mark(2));
    writer.flush();
    writer.write(mark(3));
    writer.close();
    const note = expect.objectContaining({ type: 'lost', code: 'ENOENT', records: 0 }) as unknown;
    expect(linesOf(file)).toEqual([...retold, note, mark(3)]);
  });
});

describe('a new generation', () => {
  it('holds what is retold and a mark of completeness, and replaces the older file', () => {
    const writer = new SpoolWriter(file, () => [head, mark(9)]);
    writer.write(mark(1));
    writer.flush();
    writer.write(mark(2));
    expect(writer.rewrite()).toBe(true);
    writer.write(mark(10));
    writer.close();
    const second = file.replace('.1.ndjson', '.2.ndjson');
    expect(fs.readdirSync(directory)).toEqual([path.basename(second)]);
    expect(linesOf(second)).toEqual([head, mark(9), { type: 'complete' }, mark(10)]);
    expect(writer.bytes).toBe(fs.statSync(second).size);
  });

  it('that cannot be written leaves the older one in use', () => {
    const writer = new SpoolWriter(file, () => [head]);
    fs.writeFileSync(file.replace('.1.ndjson', '.2.ndjson'), '');
    writer.write(mark(1));
    expect(writer.rewrite()).toBe(false);
    writer.write(mark(2));
    writer.close();
    expect(linesOf(file)).toEqual([head, mark(1), mark(2)]);
  });

  it('whose retelling fails leaves nothing of itself behind', () => {
    let broken = false;
    const writer = new SpoolWriter(file, function* () {
      yield head;
      if (broken) throw new Error('broken');
    });
    broken = true;
    expect(writer.rewrite()).toBe(false);
    writer.write(mark(1));
    writer.close();
    expect(fs.readdirSync(directory)).toEqual([path.basename(file)]);
    expect(linesOf(file)).toEqual([head, mark(1)]);
  });
});
