import type { Judgement } from './detect/judgement';
import type { InsideFinding } from './detect/inside-finding';
import { diagnose } from './diagnose/culprits';
import type { LeftBehind } from './diagnose/left-behind';
import { adviceFromInside } from './report/inside-advice';
import type { WorkerInside } from './series/inside';
import type { SpoolContents } from './spool/reader';

/** What explains a finding from inside, beside the finding. */
export interface Circumstances {
  readonly left: readonly LeftBehind[];
  /** Node's flags of the run. */
  readonly flags: readonly string[];
  /** Bytes that the heap of a process may have. */
  readonly heapLimit: number;
}

export function leftBehindIn({ logs }: SpoolContents): LeftBehind[] {
  return logs.flatMap(({ others }) => others.filter((record) => record.type === 'left-behind'));
}

/**
 * Completes what was found inside a process that runs tests: who did it, after how many more files the
 * heap is full, and what to do. A judgement from outside is given back as it is.
 */
export function explainJudgement(
  judgement: Judgement,
  inside: readonly WorkerInside[],
  { left, flags, heapLimit }: Circumstances,
): Judgement {
  const { kind, culprits, rate } = judgement;
  if ((kind !== 'leak' && kind !== 'suspect') || rate === undefined) return judgement;
  const found = { culprits: culprits ?? [], withinFile: rate.unit === 'bytes/test' };
  const { culprits: named, cause } = diagnose(found, left, flags);
  const inFiles = filesLeft(judgement, inside, heapLimit);
  return {
    ...judgement,
    // What Node itself keeps of every project that runs so must not fail each of them.
    ...(cause?.ofHost === true ? { kind: 'suspect', ofHost: true } : {}),
    culprits: named,
    advice: adviceFromInside(
      judgement.signal,
      rate.unit,
      culprits?.[0]?.path ?? null,
      named,
      cause,
    ),
    ...(inFiles === null ? {} : { exhaustion: { limitBytes: heapLimit, inFiles } }),
  };
}

/** Files that still fit into the heap, by what a file keeps on average; null where that is not known. */
function filesLeft(
  { findings }: Judgement,
  inside: readonly WorkerInside[],
  heapLimit: number,
): number | null {
  const heap = findings.find(growsByFile);
  const floors = inside.flatMap(({ own }) => own.floors);
  const last = floors.reduce((most, { heapUsed }) => Math.max(most, heapUsed), 0);
  if (heap === undefined || last === 0) return null;
  return Math.max(0, (heapLimit - last) / heap.rate.value);
}

type Growing = Extract<InsideFinding, { outcome: 'leak' | 'suspect' }>;

function growsByFile(finding: Judgement['findings'][number]): finding is Growing {
  return (
    (finding.outcome === 'leak' || finding.outcome === 'suspect') &&
    finding.signal === 'retained-heap' &&
    finding.rate.unit === 'bytes/file'
  );
}
