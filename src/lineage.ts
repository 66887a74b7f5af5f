import type { FileSpan, ObservedProcess } from './series/process';

/** A file's marks are written by another thread than the samples: allow for a moment between them. */
const SLACK_MS = 60;

/** The processes of a run by pid: several where a pid came back. */
export type ByPid = ReadonlyMap<number, readonly ObservedProcess[]>;

export function indexByPid(processes: readonly ObservedProcess[]): ByPid {
  const byPid = new Map<number, ObservedProcess[]>();
  for (const process of processes) {
    const known = byPid.get(process.pid);
    if (known === undefined) byPid.set(process.pid, [process]);
    else known.push(process);
  }
  return byPid;
}

/**
 * The test file during which a process first appeared: the one that its nearest ancestor that runs tests
 * was at. Null where there is none, or where several ran at once (worker threads share one pid).
 */
export function ancestorFile(process: ObservedProcess, byPid: ByPid): string | null {
  const born = process.startedAt ?? process.firstSeenAt;
  const seen = new Set<string>();
  for (
    let at = parentOf(process, byPid);
    at !== null && !seen.has(at.id);
    at = parentOf(at, byPid)
  ) {
    seen.add(at.id);
    if (at.files.length > 0) return fileAt(at.files, born);
  }
  return null;
}

function parentOf(process: ObservedProcess, byPid: ByPid): ObservedProcess | null {
  // A pid can come back within a run: the parent is the one that lived when the child appeared.
  const candidates = (byPid.get(process.ppid) ?? []).filter(
    (other) =>
      other.id !== process.id && (other.startedAt ?? other.firstSeenAt) <= process.firstSeenAt,
  );
  return candidates.toSorted((a, b) => b.firstSeenAt - a.firstSeenAt)[0] ?? null;
}

function fileAt(files: readonly FileSpan[], at: number): string | null {
  const running = files.filter(
    (span) => span.startedAt - SLACK_MS <= at && at <= (span.endedAt ?? Infinity) + SLACK_MS,
  );
  if (running.length === 1) return running[0]?.path ?? null;
  // On the border of two files, the one that truly covers the moment.
  const strict = running.filter((span) => span.startedAt <= at && at <= (span.endedAt ?? Infinity));
  return strict.length === 1 ? (strict[0]?.path ?? null) : null;
}
