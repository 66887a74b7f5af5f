import { existsSync } from 'node:fs';
import path from 'node:path';
import { isTimeForThree } from '../../environment/soak/heap-snapshot';
import { SOURCE_MAPS } from '../../environment/soak/source-maps';
import type { HeapDiagnosisRequest } from '../diagnose/run-diagnosis';
import type { SoakResult } from '../soak/soak-result';
import type { Bench } from './bench';
import type { Grown } from './repeated';
import { asClause, holderUnknown, whyNot } from './set-up';
import type { Workplace } from './workplace';

export interface RepeatsToDiagnose {
  readonly workplace: Workplace;
  readonly bench: Bench;
  /** Numbers of the runs whose realm should be gone and is not; none where it is not about realms. */
  readonly alive: readonly number[];
  /** By the clock, in ms since the epoch. */
  readonly deadline: number;
  readonly runs: () => number;
  /** A sentence where it could not be run again. */
  readonly runAgain: () => Promise<string | null>;
}

type Found = Pick<Grown, 'diagnosis' | 'notes'>;

/** Runs of the file between the first two snapshots; twice as many before the third. */
const RUNS_BETWEEN = 3;
/**
 * Finds what holds the memory of a file that grows when it is run again and again. One heap snapshot shows
 * what holds realms; three, with runs between them, what grows.
 */
export async function diagnoseRepeats(repeats: RepeatsToDiagnose): Promise<Found> {
  const { workplace, bench, alive, deadline, runs, runAgain } = repeats;
  const snapshots: { file: string; repetitions: number }[] = [];
  let between = alive.length > 0 ? [0] : [0, RUNS_BETWEEN, 2 * RUNS_BETWEEN];
  for (let index = 0; index < between.length; index += 1) {
    for (let left = between[index] ?? 0; left > 0; left--) {
      const stopped = await runAgain();
      if (stopped !== null) return diagnosed(snapshots, alive, bench, deadline, [stopped], 'file');
    }
    const file = path.join(workplace.place.path, `heap-${index + 1}.heapsnapshot`);
    bench.progress(`heap snapshot ${index + 1} of ${between.length}`);
    const isLast = index === between.length - 1;
    const sourceMaps = isLast ? path.join(workplace.place.path, SOURCE_MAPS) : null;
    const from = Date.now();
    const reply = await workplace.process.ask(
      { ask: 'snapshot', file, sourceMaps },
      deadline - from,
    );
    if (reply.answer !== 'written') {
      const note = holderUnknown(whyNot(reply), bench);
      return diagnosed(snapshots, alive, bench, deadline, [note], 'file');
    }
    snapshots.push({ file, repetitions: runs() });
    const now = Date.now();
    if (index === 0 && !isTimeForThree(now - from, deadline - now)) between = between.slice(0, 2);
  }
  return diagnosed(snapshots, alive, bench, deadline, [], 'file');
}

/** Of the snapshots that a soak has written. */
export function diagnoseSoak(result: SoakResult, bench: Bench, deadline: number): Promise<Found> {
  return diagnosed(result.snapshots, [], bench, deadline, result.notes, 'test');
}

/** Reads what was written, as far as that was possible: `notes` say why there is less. */
export async function diagnosed(
  snapshots: HeapDiagnosisRequest['snapshots'],
  overFiles: readonly number[],
  bench: Bench,
  deadline: number,
  notes: readonly string[],
  repeated: HeapDiagnosisRequest['repeated'],
): Promise<Found> {
  // A single one shows what holds realms, and not what grows.
  if (snapshots.length < (overFiles.length > 0 ? 1 : 2)) return { diagnosis: null, notes };
  bench.progress('reading the heap snapshots');
  // Loaded when there is something to read.
  const { defaultDiagnosisLimits, diagnoseHeap } =
    require('../diagnose/run-diagnosis') as typeof import('../diagnose/run-diagnosis');
  const outcome = await diagnoseHeap(
    {
      snapshots,
      overFiles,
      repeated,
      rootDir: bench.facts.rootDir,
      sourceMaps: sourceMapsBeside(snapshots.at(-1)?.file ?? ''),
    },
    { ...defaultDiagnosisLimits, timeMs: Math.max(LEAST_READING_MS, deadline - Date.now()) },
  );
  if (outcome.outcome === 'failed') {
    return {
      diagnosis: null,
      notes: [...notes, holderUnknown(asClause(outcome.reason), bench)],
    };
  }
  return { diagnosis: outcome.diagnosis, notes: [...notes, ...outcome.diagnosis.notes] };
}

/** Where they could be written. */
function sourceMapsBeside(snapshot: string): string | null {
  const file = path.join(path.dirname(snapshot), SOURCE_MAPS);
  return existsSync(file) ? file : null;
}

/** Once the snapshots are there, not to read them would be a waste. */
const LEAST_READING_MS = 5_000;
