import { ancestorFile, indexByPid } from './lineage';
import type { Death, FileSpan, ObservedProcess } from './series/process';
import type { Series, Signal } from './series/series';
import { medianSpacing } from './series/series-of';
import type { SpoolContents } from './spool/reader';
import type { ProcessRecord } from './spool/records';
import type { Columns, WriterLog } from './spool/writer-log';

/** What Jest told of a test file that could not be finished: the message of its execution error. */
export interface FileFailure {
  /** Absolute path. */
  readonly path: string;
  readonly message: string;
}

export interface CollectInput {
  readonly contents: SpoolContents;
  /** Pid of Jest's own process. */
  readonly jestPid: number;
  readonly failures: readonly FileFailure[];
  /** Whether a process still runs now, by its id. */
  readonly isAlive: (id: string) => boolean;
}

/** The spool's logs as processes, each process once, whoever sampled it. */
export function collect({ contents, jestPid, failures, isAlive }: CollectInput): ObservedProcess[] {
  const spans = fileSpans(contents.logs);
  const records = latestRecords(contents.logs);
  const bare = [...records.values()].map((record) =>
    observe(record, contents.logs, spans, jestPid),
  );
  const byPid = indexByPid(bare);
  return bare.map((process) => ({
    ...process,
    startedBy: process.role === 'child' ? ancestorFile(process, byPid) : null,
    death: deathOf(process, failures, isAlive),
  }));
}

function latestRecords(logs: readonly WriterLog[]): Map<string, ProcessRecord> {
  const records = new Map<string, ProcessRecord>();
  for (const log of logs) {
    for (const [id, record] of log.processes) {
      const known = records.get(id);
      // The first sight knows the real parent (an orphan is handed on), the last one the real name.
      records.set(
        id,
        known === undefined || record.at < known.at
          ? { ...record, name: known?.name ?? record.name }
          : known,
      );
    }
  }
  return records;
}

/** Test files by the id of the process that ran them, in order. */
function fileSpans(logs: readonly WriterLog[]): Map<string, FileSpan[]> {
  const spans = new Map<string, FileSpan[]>();
  for (const log of logs) {
    if (log.writer === null || log.writer.kind !== 'environment') continue;
    const own = spans.get(log.writer.processId) ?? [];
    spans.set(log.writer.processId, own);
    for (const mark of log.fileMarks) {
      if (mark.type === 'file-start') {
        own.push({ path: mark.path, startedAt: mark.at, endedAt: null });
        continue;
      }
      const open = own.findLastIndex((span) => span.path === mark.path && span.endedAt === null);
      const span = own[open];
      if (span !== undefined) own[open] = { ...span, endedAt: mark.at };
    }
  }
  for (const own of spans.values()) own.sort((a, b) => a.startedAt - b.startedAt);
  return spans;
}

function observe(
  record: ProcessRecord,
  logs: readonly WriterLog[],
  spans: ReadonlyMap<string, FileSpan[]>,
  jestPid: number,
): ObservedProcess {
  const pieces = logs.flatMap((log) => log.samples.get(record.id) ?? []);
  const exits = logs.flatMap((log) => log.exits.get(record.id) ?? []);
  const columns = mergeColumns(pieces);
  const files = spans.get(record.id) ?? [];
  return {
    id: record.id,
    pid: record.pid,
    ppid: record.ppid,
    name: record.name,
    role: record.pid === jestPid ? 'jest' : files.length > 0 ? 'worker' : 'child',
    startedAt: record.startedAt,
    firstSeenAt: record.at,
    lastSeenAt: Math.max(record.at, columns.t.at(-1) ?? 0, ...exits.map((exit) => exit.at)),
    startedBy: null,
    files,
    death: null,
    samples: Math.max(columns.t.length, ...exits.map((exit) => exit.samples)),
    peak: {
      rss: Math.max(highest(columns.rss) ?? 0, ...exits.map((exit) => exit.peak.rss)),
      vms: exits.reduce<number | null>(
        (peak, exit) => (exit.peak.vms === null ? peak : Math.max(peak ?? 0, exit.peak.vms)),
        highest(columns.vms),
      ),
    },
    signals: signalsOf(columns),
  };
}

/**
 * One set of columns from those of several samplers: the fullest one, and of the others what lies before
 * and after it. Two samplers overlap only while a new worker's own one is starting.
 */
function mergeColumns(pieces: readonly Columns[]): Columns {
  const [fullest, ...others] = pieces.toSorted((a, b) => b.t.length - a.t.length);
  if (fullest === undefined) {
    return { intervalMs: 0, t: [], rss: [], vms: [], anon: [], threads: [], fds: [] };
  }
  if (others.length === 0) return fullest;
  const from = fullest.t[0] ?? 0;
  const to = fullest.t.at(-1) ?? 0;
  const rows = pieces.flatMap((piece) =>
    piece.t
      .map((t, i) => ({ t, piece, i }))
      .filter((row) => piece === fullest || row.t < from || row.t > to),
  );
  rows.sort((a, b) => a.t - b.t);
  const column = (key: Exclude<keyof Columns, 'intervalMs'>) =>
    rows.map((row) => row.piece[key][row.i] ?? null);
  return {
    intervalMs: Math.max(...pieces.map((piece) => piece.intervalMs)),
    t: rows.map((row) => row.t),
    rss: rows.map((row) => row.piece.rss[row.i] ?? 0),
    vms: column('vms'),
    anon: column('anon'),
    threads: column('threads'),
    fds: column('fds'),
  };
}

function signalsOf(columns: Columns): { [S in Signal]?: Series } {
  const signals: { [S in Signal]?: Series } = {};
  for (const signal of ['rss', 'vms', 'anon', 'threads', 'fds'] as const) {
    const series = seriesOf(columns, columns[signal]);
    if (series !== null) signals[signal] = series;
  }
  return signals;
}

/** A column as a series without its holes; times must ascend, so a clock that was set back drops samples. */
function seriesOf(columns: Columns, values: readonly (number | null)[]): Series | null {
  const times = new Float64Array(values.length);
  const kept = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    const t = columns.t[i];
    if (value === null || value === undefined || t === undefined) continue;
    if (n > 0 && t <= (times[n - 1] ?? 0)) continue;
    times[n] = t;
    kept[n] = value;
    n += 1;
  }
  if (n === 0) return null;
  const seen = times.slice(0, n);
  // Threads and descriptors are counted less often than memory is read: that is no gap.
  const intervalMs = Math.max(columns.intervalMs, medianSpacing(seen));
  return { times: seen, values: kept.slice(0, n), intervalMs };
}

function highest(values: readonly (number | null)[]): number | null {
  let peak: number | null = null;
  for (const value of values) {
    if (value !== null && (peak === null || value > peak)) peak = value;
  }
  return peak;
}

/**
 * A worker that is gone while its file was never finished has died, unless Jest says nothing of it: after
 * `--bail` Jest itself ends its workers in the middle of their files.
 */
function deathOf(
  process: ObservedProcess,
  failures: readonly FileFailure[],
  isAlive: (id: string) => boolean,
): Death | null {
  const open = process.files.findLast((span) => span.endedAt === null);
  if (open === undefined || isAlive(process.id)) return null;
  const failure = failures.find((candidate) => candidate.path === open.path);
  if (failure === undefined) return null;
  return { kind: kindOfDeath(failure.message), file: open.path, at: process.lastSeenAt };
}

/** Told from the sentences of jest-worker (`ChildProcessWorker`), the same in Jest 29 and 30. */
function kindOfDeath(message: string): Death['kind'] {
  if (/ran out of memory/i.test(message)) return 'out-of-memory';
  if (/was terminated by another process|signal=/i.test(message)) return 'signal';
  return 'unknown';
}
