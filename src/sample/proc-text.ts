/** What `/proc/PID/statm` tells, in pages. All zero for a zombie or a kernel thread. */
export interface Statm {
  readonly size: number;
  readonly resident: number;
  readonly shared: number;
}

/** The fields of `/proc/PID/stat` that are used here. */
export interface Stat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly ppid: number;
  readonly threads: number;
  /** Virtual memory in bytes; 0 for a zombie or a kernel thread. */
  readonly size: number;
  /** Clock ticks from boot to the start of the process. */
  readonly startTicks: number;
}

const SPACE = 32;
const ZERO = 48;

/** Read at the sampling rate, hence by hand: no string is made of the bytes. */
export function parseStatm(bytes: Uint8Array, length: number): Statm {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (; at < length; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (bytes[at] === SPACE) at += 1;
    return value;
  };
  return { size: next(), resident: next(), shared: next() };
}

/**
 * Null where the text is no stat line. The name is whatever the process calls itself: it may hold
 * spaces, parentheses and newlines, so it ends at the last closing parenthesis.
 */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const startTicks = Number(fields[19]);
  if (!Number.isFinite(startTicks)) return null;
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: fields[0] as string,
    ppid: Number(fields[1]),
    threads: Number(fields[17]),
    size: Number(fields[20]),
    startTicks,
  };
}

/** The pid last given out, from `/proc/loadavg`; 0 where the kernel does not tell (gVisor). */
export function parseLastPid(bytes: Uint8Array, length: number): number {
  let end = length;
  while (end > 0 && (bytes[end - 1] as number) < ZERO) end -= 1;
  let value = 0;
  for (let at = end - 1, scale = 1; at >= 0; at -= 1, scale *= 10) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    value += digit * scale;
  }
  return value;
}

/** Whether `NAME=value` is one of the NUL-separated entries of `/proc/PID/environ`. */
export function environmentHas(environ: Buffer, length: number, entry: Buffer): boolean {
  const text = environ.subarray(0, length);
  for (let at = text.indexOf(entry); at >= 0; at = text.indexOf(entry, at + 1)) {
    const end = at + entry.length;
    if ((at === 0 || text[at - 1] === 0) && (end === length || text[end] === 0)) return true;
  }
  return false;
}

const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

/** Page size in bytes and clock ticks a second from `/proc/self/auxv`: pairs of native words. */
export function parseAuxv(
  bytes: Buffer,
  wordBytes: 4 | 8,
  endianness: 'LE' | 'BE',
): { pageSize: number | null; ticksPerSecond: number | null } {
  const word = (at: number): number => {
    if (wordBytes === 4)
      return endianness === 'LE' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    return Number(endianness === 'LE' ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  };
  const values = new Map<number, number>();
  for (let at = 0; at + 2 * wordBytes <= bytes.length; at += 2 * wordBytes) {
    values.set(word(at), word(at + wordBytes));
  }
  return {
    pageSize: values.get(AT_PAGESZ) ?? null,
    ticksPerSecond: values.get(AT_CLKTCK) ?? null,
  };
}

/** The soft limit of open files from `/proc/self/limits`; null where there is none to be read. */
export function parseOpenFilesLimit(text: string): number | null {
  const match = /^Max open files\s+(\d+|unlimited)/m.exec(text);
  if (match === null) return null;
  return match[1] === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(match[1]);
}

/** Seconds since the epoch at which the system started, from `/proc/stat`. */
export function parseBootTime(text: string): number | null {
  const match = /^btime (\d+)/m.exec(text);
  return match === null ? null : Number(match[1]);
}
