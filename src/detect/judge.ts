import { lived } from '../series/lived';
import type { ObservedProcess } from '../series/process';
import { gatheringFiles } from './gathering-files';
import { gatheringCounts } from './gathering-counts';
import { judgeFromOutside } from './judge-from-outside';
import { neverSampled, type Judgement } from './judgement';
import { detectByLbr, type LbrSettings } from './lbr';
import { leastLifeMs, memorySignal } from './life';

export type JudgeSettings = LbrSettings;

/** Below it there are too few points for any verdict. */
export const SHORTEST_LIFE_MS = leastLifeMs;

/**
 * What a detector found out inside a process, as far as it decides. `leak` and `suspect` stand for
 * themselves; a floor of the retained
 * heap, or a count of realms, that is `steady` takes back what the line from outside suspects: garbage rises
 * along a line in healthy workers.
 */
export interface InsideOpinion {
  readonly outcome: 'leak' | 'suspect' | 'steady' | 'too-little';
  readonly signal: string;
  readonly reason: string;
}

/**
 * Decides for one process. Pure; a dead process is judged on what was seen of it.
 *
 * A process that runs tests is full of garbage that waits for a collection, and rises along a fine line
 * while healthy: from outside it is a `suspect` at most. The findings are those from outside.
 */
export function judgeProcess(
  process: ObservedProcess,
  settings: JudgeSettings,
  inside: readonly InsideOpinion[] = [],
): Judgement {
  const outside = runsTests(process)
    ? judgeByLineAlone(process, settings)
    : judgeFromOutside(process, settings);
  const { findings } = outside;
  const leak = inside.find(({ outcome }) => outcome === 'leak');
  if (leak !== undefined) return { kind: 'leak', ...decisive(leak), findings };
  if (outside.kind === 'leak') return outside;
  const suspect = inside.find(({ outcome }) => outcome === 'suspect');
  if (suspect !== undefined) return { kind: 'suspect', ...decisive(suspect), findings };
  const floor = inside.find(
    ({ outcome, signal }) =>
      outcome === 'steady' && (signal === 'retained-heap' || signal === 'realms'),
  );
  if (floor !== undefined) return { kind: 'steady', ...decisive(floor), findings };
  const open = inside.find(({ outcome }) => outcome === 'too-little');
  // The line alone is what garbage draws in any healthy worker: with no answer from inside there is none.
  if (open !== undefined && outside.kind === 'suspect' && runsTests(process)) {
    return { kind: 'inconclusive', ...decisive(open), findings };
  }
  return outside;
}

function runsTests({ role }: ObservedProcess): boolean {
  return role === 'worker' || role === 'jest';
}

function decisive({ signal, reason }: InsideOpinion): Pick<Judgement, 'signal' | 'reason'> {
  return { signal, reason };
}

/** Memory as far as the line tells; threads and descriptors as of any process: they are no garbage. */
function judgeByLineAlone(process: ObservedProcess, settings: JudgeSettings): Judgement {
  const signal = memorySignal(process);
  const series = signal === null ? undefined : process.signals[signal];
  if (signal === null || series === undefined) return neverSampled;
  const line = detectByLbr(lived(series), signal, settings);
  const gathering = gatheringCounts(process);
  const findings = [...gathering, line];
  const [count] = gathering;
  if (count !== undefined) {
    const culprits = gatheringFiles(process, count.signal === 'threads' ? 'threads' : 'fds').map(
      (culprit) => ({ ...culprit, package: null }),
    );
    return { kind: 'leak', signal: count.signal, findings, reason: count.reason, culprits };
  }
  const kind = { grows: 'suspect', steady: 'steady', 'too-little': 'inconclusive' } as const;
  return { kind: kind[line.outcome], signal, findings, reason: line.reason };
}
