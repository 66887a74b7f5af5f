import fs from 'node:fs';
import os from 'node:os';
import { parseAuxv, parseBootTime, parseOpenFilesLimit, parseStatm } from './proc-text';
import { readText } from './proc-file';

/** What `/proc` counts in, on this machine. */
export interface ProcSystem {
  /** Bytes; 4,096 on most machines, 16 or 64 KiB on some arm64 ones. */
  readonly pageSize: number;
  readonly ticksPerSecond: number;
  /** Milliseconds since the epoch at which the system started. */
  readonly bootedAt: number;
  /** Descriptors that may be kept open: a quarter of this process's limit. */
  readonly descriptors: number;
}

export function readProcSystem(now: number): ProcSystem {
  const auxv = readAuxv();
  return {
    pageSize: auxv.pageSize ?? pageSizeFromOwnMemory(),
    // The kernel's interface to programs counts hundredths on every architecture Node runs on.
    ticksPerSecond: auxv.ticksPerSecond ?? 100,
    bootedAt: bootTime(now),
    descriptors: Math.floor((parseOpenFilesLimit(readText('/proc/self/limits') ?? '') ?? 256) / 4),
  };
}

function readAuxv(): ReturnType<typeof parseAuxv> {
  try {
    const wordBytes = ['arm', 'ia32', 'mips', 'mipsel'].includes(process.arch) ? 4 : 8;
    return parseAuxv(fs.readFileSync('/proc/self/auxv'), wordBytes, os.endianness());
  } catch {
    return { pageSize: null, ticksPerSecond: null }; // Hidden from a process that may not be dumped.
  }
}

/** Node tells the resident set size in bytes, the kernel in pages; the two reads differ a little. */
function pageSizeFromOwnMemory(): number {
  const bytes = Buffer.from(readText('/proc/self/statm') ?? '');
  const pages = parseStatm(bytes, bytes.length).resident;
  return pages === 0 ? 4096 : 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages));
}

/** `btime` is whole seconds; the uptime is finer, but some containers make it their own. */
function bootTime(now: number): number {
  const fine = now - os.uptime() * 1000;
  const coarse = parseBootTime(readText('/proc/stat') ?? '');
  if (coarse === null) return fine;
  return Math.abs(fine - coarse * 1000) < 2000 ? fine : coarse * 1000;
}
