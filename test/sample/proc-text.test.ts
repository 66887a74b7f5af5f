import os from 'node:os';
import {
  environmentHas,
  parseAuxv,
  parseBootTime,
  parseLastPid,
  parseOpenFilesLimit,
  parseStat,
  parseStatm,
} from '../../src/sample/proc-text';

const stat = (name: string): string =>
  `4711 (${name}) S 4700 4711 4700 34816 4711 4194304 1519 0 12 0 3 4 0 0 20 0 11 0 987654 ` +
  '1283457024 12345 18446744073709551615 1 1 0 0 0 0 0 4096 134235650 0 0 0 17 1 0 0 0 0 0\n';

// What an earlier, longer read left behind in the buffer must not be read.
const statm = (text: string): ReturnType<typeof parseStatm> =>
  parseStatm(Buffer.from(`${text}99999999`), text.length);
const lastPid = (text: string): number => parseLastPid(Buffer.from(`${text}77`), text.length);

const has = (environ: string, entry: string): boolean => {
  const bytes = Buffer.from(`${environ}\0TIDEMARK_SPOOL=/other\0`);
  return environmentHas(bytes, environ.length, Buffer.from(entry));
};

describe('parseStat', () => {
  it.each([
    'node',
    'tmux: server',
    'a) R 1 (b',
    '((',
    '))',
    '<script>alert(1)</script>',
    'new\nline',
    '',
    'kworker/0:1-events',
    ') S 1 1 1 (',
  ])('reads a process that calls itself %j', (name) => {
    expect(parseStat(stat(name))).toEqual({
      pid: 4711,
      name,
      state: 'S',
      ppid: 4700,
      threads: 11,
      size: 1283457024,
      startTicks: 987654,
    });
  });

  it.each(['', '4711', '4711 (node', '4711 (node) S 1', 'no stat at all'])(
    'says null to %j, which is no whole line',
    (text) => {
      expect(parseStat(text)).toBeNull();
    },
  );
});

describe('parseStatm', () => {
  it('reads pages', () => {
    expect(statm('313345 12345 10001 20 0 40000 0\n')).toEqual({
      size: 313345,
      resident: 12345,
      shared: 10001,
    });
  });

  it('reads the zeros of a zombie, and sizes beyond 32 bits', () => {
    expect(statm('0 0 0 0 0 0 0\n')).toEqual({ size: 0, resident: 0, shared: 0 });
    expect(statm('68719476736 5368709120 1 0 0 0 0\n').resident).toBe(5368709120);
  });
});

describe('parseLastPid', () => {
  it('takes the last field', () => {
    expect(lastPid('0.49 0.17 0.05 4/162 8298\n')).toBe(8298);
    expect(lastPid('12.00 8.17 3.05 44/1620 4194303\n')).toBe(4194303);
  });

  it('says 0 where the kernel does not tell', () => {
    expect(lastPid('0.00 0.00 0.00 0/0 0\n')).toBe(0);
    expect(lastPid('')).toBe(0);
  });
});

describe('environmentHas', () => {
  it('finds a whole entry only', () => {
    const entry = 'TIDEMARK_SPOOL=/tmp/a';
    expect(has('A=1\0TIDEMARK_SPOOL=/tmp/a\0B=2\0', entry)).toBe(true);
    expect(has('TIDEMARK_SPOOL=/tmp/a\0', entry)).toBe(true);
    expect(has('TIDEMARK_SPOOL=/tmp/a', entry)).toBe(true);
    expect(has('A=1\0TIDEMARK_SPOOL=/tmp/ab\0', entry)).toBe(false);
    expect(has('OLD_TIDEMARK_SPOOL=/tmp/a\0', entry)).toBe(false);
    expect(has('OLD_TIDEMARK_SPOOL=/tmp/a\0TIDEMARK_SPOOL=/tmp/a\0', entry)).toBe(true);
    expect(has('A=1\0', entry)).toBe(false);
    // Beyond what was read lies what an earlier read left behind.
    expect(has('A=1\0', 'TIDEMARK_SPOOL=/other')).toBe(false);
  });
});

describe('the system’s own figures', () => {
  it('reads page size and clock ticks of 64-bit and 32-bit, little and big endian', () => {
    const pairs = [33, 123456, 16, 8, 6, 65536, 17, 100, 0, 0];
    const wide = Buffer.alloc(pairs.length * 8);
    const narrow = Buffer.alloc(pairs.length * 4);
    pairs.forEach((value, i) => {
      wide.writeBigUInt64LE(BigInt(value), i * 8);
      narrow.writeUInt32BE(value, i * 4);
    });
    expect(parseAuxv(wide, 8, 'LE')).toEqual({ pageSize: 65536, ticksPerSecond: 100 });
    expect(parseAuxv(narrow, 4, 'BE')).toEqual({ pageSize: 65536, ticksPerSecond: 100 });
    expect(parseAuxv(Buffer.alloc(0), 8, os.endianness())).toEqual({
      pageSize: null,
      ticksPerSecond: null,
    });
  });

  it('reads the limit of open files and the boot time', () => {
    const limits =
      'Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 524288               files\n';
    expect(parseOpenFilesLimit(limits)).toBe(1024);
    expect(parseOpenFilesLimit('Max open files   unlimited  unlimited files')).toBe(
      Number.MAX_SAFE_INTEGER,
    );
    expect(parseOpenFilesLimit('')).toBeNull();
    expect(parseBootTime('cpu 1 2 3\nintr 5\nctxt 7\nbtime 1795232280\nprocesses 9\n')).toBe(
      1795232280,
    );
    expect(parseBootTime('cpu 1 2 3\n')).toBeNull();
  });
});
