import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as fc from 'fast-check';
import { heapSegment, type MallocUse, walkHeap } from '../../../environment/matchers/malloc-heap';

const START = 0x2f000;

interface Block {
  readonly size: number;
  readonly used: boolean;
}

/** The heap as glibc lays it out: each block's size, with a flag on whether the one before it is in use. */
function imageOf(blocks: readonly Block[], top: number): Uint8Array {
  const sizes = [...blocks.map(({ size }) => size), top];
  const image = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [index, size] of sizes.entries()) {
    const before = index === 0 ? 1 : Number(blocks[index - 1]?.used);
    image.writeBigUInt64LE(BigInt(size) | BigInt(before), at + 8);
    at += size;
  }
  return image;
}

function walk(image: Uint8Array, windowBytes = 1 << 20): MallocUse | null {
  const read = (address: number, into: Uint8Array): number => {
    const part = image.subarray(address - START, address - START + into.length);
    into.set(part);
    return part.length;
  };
  const window = new Uint8Array(windowBytes);
  return walkHeap(read, { start: START, end: START + image.length, window });
}

describe('walkHeap', () => {
  const block = fc.record({
    size: fc.integer({ min: 2, max: 300 }).map((units) => 16 * units),
    used: fc.boolean(),
  });
  const top = fc.integer({ min: 2, max: 5000 }).map((units) => 16 * units);

  it('counts the blocks in use and their bytes, however little is read at a time', () => {
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 200 }),
        top,
        fc.integer({ min: 1, max: 100 }).map((units) => 16 * units),
        (blocks, topSize, windowBytes) => {
          const used = blocks.filter((one) => one.used);
          expect(walk(imageOf(blocks, topSize), windowBytes)).toEqual({
            blocks: used.length,
            bytes: used.reduce((sum, { size }) => sum + size, 0),
          });
        },
      ),
      { seed: 11 },
    );
  });

  it('answers null for memory that is no heap of glibc’s', () => {
    expect(walk(new Uint8Array(4096))).toBeNull();
    expect(walk(Buffer.alloc(4096, 'not a heap'))).toBeNull();
    const mapped = Buffer.from(imageOf([{ size: 64, used: true }], 4096));
    mapped.writeUInt8(64 | 3, 8);
    expect(walk(mapped)).toBeNull();
    // The main thread's heap went on elsewhere: a fence of 16 bytes is what is left at the end.
    expect(walk(imageOf([{ size: 64, used: true }], 16))).toBeNull();
  });
});

it('heapSegment finds the segment, also one listed in pieces', () => {
  const maps = [
    '00400000-00bf7000 r--p 00000000 fe:00 12345   /usr/bin/node',
    '2af41000-2b0c9000 rw-p 00000000 00:00 0       [heap]',
    '2b0c9000-2b4c9000 rw-p 00000000 00:00 0       [heap]',
    '7f0000000000-7f0000021000 rw-p 00000000 00:00 0 ',
  ].join('\n');
  expect(heapSegment(maps)).toEqual({ start: 0x2af41000, end: 0x2b4c9000 });
  expect(heapSegment('00400000-00bf7000 r--p 00000000 fe:00 12345 /usr/bin/node')).toBeNull();
});

const onGlibc =
  process.platform === 'linux' &&
  'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header;

// Small array buffers have their bytes from `malloc`, zeroed.
(onGlibc ? describe : describe.skip)('MallocHeap, on glibc', () => {
  it('sees to the block what this very process keeps', () => {
    const script = `
    const { MallocHeap } = require(${JSON.stringify(path.resolve(__dirname, '../../../environment/matchers/malloc-heap.js'))});
    const heap = new MallocHeap();
    if (heap.use() === null) process.exit(3);
    const kept = [];
    const gains = [0, 5000, 10000].map((count) => {
      const before = heap.use();
      for (let i = 0; i < count; i++) kept.push(new ArrayBuffer(4000));
      const after = heap.use();
      return after.bytes - before.bytes;
    });
    console.log(JSON.stringify(gains));`;
    // Three processes in a hundred have a break that cannot grow, and know nothing.
    const runs = Array.from({ length: 4 }, () => spawnSync(process.execPath, ['-e', script]));
    const told = runs.filter(({ status }) => status === 0).map(({ stdout }) => String(stdout));
    const [none, some, twice] = JSON.parse(told[0] ?? '[]') as [number, number, number];
    expect(Math.abs(none)).toBeLessThan(1e6);
    // 4,008 bytes of each, and what V8 keeps of it: 100 to 300 bytes.
    expect(some / 5000).toBeGreaterThan(3900);
    expect(some / 5000).toBeLessThan(4600);
    expect(Math.abs(twice / some - 2)).toBeLessThan(0.1);
  });
});
