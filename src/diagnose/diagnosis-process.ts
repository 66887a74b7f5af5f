import { readFileSync } from 'node:fs';
import { conclude, type DiagnosisSoFar, nothingRead, takeIn } from './heap-diagnosis';
import { isOwnCode } from './own-code';
import type { DiagnosisLimits, DiagnosisOutcome, HeapDiagnosisRequest } from './run-diagnosis';
import { runContext } from './run-context';
import { indexHeap } from './snapshot/growth';
import { parseSnapshot } from './snapshot/parse-snapshot';
import { nodesOfFiles } from './snapshot/source-place';

interface Order {
  readonly request: HeapDiagnosisRequest;
  readonly limits: DiagnosisLimits;
}

/** One snapshot after another, so that no more than two are in memory at a time. */
async function diagnosisOf({ request, limits }: Order): Promise<DiagnosisOutcome> {
  const { snapshots, overFiles, rootDir, sourceMaps = null } = request;
  const repeated = request.repeated ?? (overFiles.length > 0 ? 'file' : 'test');
  let sofar: DiagnosisSoFar = nothingRead;
  for (const { file, repetitions } of snapshots) {
    const parsed = await parseSnapshot(file, { maxBytes: limits.snapshotBytes });
    if (parsed.outcome === 'refused') {
      sofar = { ...sofar, notes: [...sofar.notes, parsed.message] };
      continue;
    }
    const { graph } = parsed;
    const heap = indexHeap(graph, nodesOfFiles(graph, isOwnCode));
    sofar = takeIn(sofar, { heap, repetitions });
  }
  if (sofar.last === null) {
    return { outcome: 'failed', reason: sofar.notes[0] ?? 'There is no heap snapshot.' };
  }
  const run = runContext({ rootDir, sourceMaps, readText });
  return { outcome: 'diagnosed', diagnosis: conclude(sofar, { overFiles, repeated }, run) };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Asked for on the chance that it is there.
  }
}

process.once('message', (order: Order) => {
  // A rejection ends the process, and its last words are told by who started it.
  void diagnosisOf(order).then((answer) => process.send?.(answer, () => process.disconnect()));
});
process.on('disconnect', () => process.exit());
