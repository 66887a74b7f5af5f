import { gunzipSync } from 'node:zlib';
import type { ObservedProcess } from '../series/process';
import { medianIntervalMs, seriesOf, type TimedValue } from '../series/series-of';

/** A line that says nothing, by its number from 1, and why. */
export interface BrokenLine {
  readonly line: number;
  readonly reason: 'fields' | 'process id' | 'time' | 'memory';
}

export interface CsvRecording {
  readonly processes: readonly ObservedProcess[];
  readonly broken: readonly BrokenLine[];
}

const header = 'Process ID,Process Name,Time,Memory Usage';
const row = /^([^,]*),(.*),([^,]*),([^,]*)$/;
const time = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))? ?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads the CSV of memorytools: `Process ID,Process Name,Time,Memory Usage`, virtual memory in bytes,
 * plain or gzipped. Lines may stand in any order, headers anywhere (files are joined by appending),
 * names may hold commas; a time without a zone is taken as UTC. A broken line is named and passed over.
 * Throws where gzipped bytes are damaged.
 */
export function readCsv(bytes: Uint8Array): CsvRecording {
  const broken: BrokenLine[] = [];
  const samples = new Map<string, { pid: number; name: string; points: TimedValue[] }>();
  const lines = textOf(bytes).split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.trimEnd();
    if (line === '' || line === header) continue;
    const read = readRow(line);
    if (typeof read === 'string') {
      broken.push({ line: index + 1, reason: read });
      continue;
    }
    const { pid, name, at, value } = read;
    const key = `${pid}/${name}`;
    const known = samples.get(key);
    if (known === undefined) samples.set(key, { pid, name, points: [{ at, value }] });
    else known.points.push({ at, value });
  }
  const all = Array.from(samples.values());
  for (const { points } of all) points.sort((a, b) => a.at - b.at);
  const intervalMs = medianIntervalMs(all.map(({ points }) => points));
  return { processes: all.map((one) => processOf(one, intervalMs)), broken };
}

function textOf(bytes: Uint8Array): string {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = Buffer.from(gzipped ? unzipped(bytes) : bytes).toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function unzipped(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new Error('The file is gzipped, and damaged or cut off: get it anew.', { cause });
  }
}

function readRow(
  line: string,
): { pid: number; name: string; at: number; value: number } | BrokenLine['reason'] {
  const fields = row.exec(line);
  if (fields === null) return 'fields';
  const [, pidText = '', name = '', timeText = '', memoryText = ''] = fields;
  if (!/^\d+$/.test(pidText)) return 'process id';
  const at = millisecondsOf(timeText);
  if (Number.isNaN(at)) return 'time';
  if (!/^\d+(\.\d+)?$/.test(memoryText)) return 'memory';
  return { pid: Number(pidText), name: unquoted(name), at, value: Number(memoryText) };
}

/** Milliseconds with their fraction: at 1,000 samples a second whole ones would fall together. */
function millisecondsOf(text: string): number {
  const parts = time.exec(text);
  if (parts === null) return Number.NaN;
  const [, day, clock, fraction = '0', zone = 'Z'] = parts;
  return Date.parse(`${day}T${clock}${zone}`) + Number(`0.${fraction}`) * 1000;
}

function unquoted(name: string): string {
  return /^".*"$/.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function processOf(
  { pid, name, points }: { pid: number; name: string; points: readonly TimedValue[] },
  intervalMs: number,
): ObservedProcess {
  const vms = seriesOf(points, intervalMs);
  return {
    id: `${pid}/${name}`,
    pid,
    ppid: 0,
    name,
    role: 'external',
    startedAt: null,
    firstSeenAt: points[0]?.at ?? 0,
    lastSeenAt: points.at(-1)?.at ?? 0,
    startedBy: null,
    files: [],
    death: null,
    samples: points.length,
    peak: { rss: 0, vms: vms.values.reduce((peak, value) => Math.max(peak, value), 0) },
    signals: { vms },
  };
}
