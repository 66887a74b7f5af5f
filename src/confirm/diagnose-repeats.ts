import { existsSync } from 'node:fs';
import path from 'node:path';
import { SOURCE_MAPS } from '../../environment/soak/source-maps';
import type { HeapDiagnosisRequest } from '../diagnose/run-diagnosis';
import type { SoakResult } from '../soak/soak-result';
import type { Bench } from './bench';
import type { Grown } from './repeated';
import { asClause, whyNot } from './set-up';
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
/** As large as a snapshot may be that is still read: 476 MB were read in 6.8 s, with 548 MB of memory. */
const SNAPSHOT_BYTES = 250 * 1024 * 1024;

/**
 * Finds what holds the memory of a file that grows when it is run again and again. One heap snapshot shows
 * what holds realms; three, with runs between them, what grows.
 */
export async function diagnoseRepeats(repeats: RepeatsToDiagnose): Promise<Found> {
  const { workplace, bench, alive, deadline, runs, runAgain } = repeats;
  const snapshots: { file: string; repetitions: number }[] = [];
  const between = alive.length > 0 ? [0] : [0, RUNS_BETWEEN, 2 * RUNS_BETWEEN];
  for (const [index, more] of between.entries()) {
    for (let left = more; left > 0; left--) {
      const stopped = await runAgain();
      if (stopped !== null) return diagnosed(snapshots, alive, bench, deadline, [stopped], 'file');
    }
    const file = path.join(workplace.place.path, `heap-${index + 1}.heapsnapshot`);
    bench.progress(`heap snapshot ${index + 1} of ${between.length}`);
    const isLast = index === between.length - 1;
    const sourceMaps = isLast ? path.join(workplace.place.path, SOURCE_MAPS) : null;
    const reply = await workplace.process.ask(
      { ask: 'snapshot', file, sourceMaps },
      deadline - Date.now(),
    );
    if (reply.answer !== 'written') {
      const note = `What holds the memory is not known: ${whyNot(reply)}.`;
      return diagnosed(snapshots, alive, bench, deadline, [note], 'file');
    }
    snapshots.push({ file, repetitions: runs() });
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
  repeated: 'test' | 'file',
): Promise<Found> {
  // A single one shows what holds realms, and not what grows.
  if (snapshots.length < (overFiles.length > 0 ? 1 : 2)) return { diagnosis: null, notes };
  bench.progress('reading the heap snapshots');
  // Loaded when there is something to read.
  const { diagnoseHeap } =
    require('../diagnose/run-diagnosis') as typeof import('../diagnose/run-diagnosis');
  const outcome = await diagnoseHeap(
    {
      snapshots,
      overFiles,
      repeated,
      rootDir: bench.facts.rootDir,
      sourceMaps: sourceMapsBeside(snapshots.at(-1)?.file ?? ''),
    },
    { timeMs: Math.max(LEAST_READING_MS, deadline - Date.now()), snapshotBytes: SNAPSHOT_BYTES },
  );
  if (outcome.outcome === 'failed') {
    return {
      diagnosis: null,
      notes: [...notes, `What holds the memory is not known: ${asClause(outcome.reason)}.`],
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
