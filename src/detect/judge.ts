import { lived } from '../series/lived';
import type { ObservedProcess } from '../series/process';
import { judgeFromOutside } from './judge-from-outside';
import { neverSampled, type Judgement } from './judgement';
import { detectByLbr, type LbrSettings } from './lbr';
import { leastLifeMs, memorySignal } from './life';

export type JudgeSettings = LbrSettings;

/** Below it there are too few points for any verdict. */
export const SHORTEST_LIFE_MS = leastLifeMs;

/**
 * What was found out inside a process that runs tests. `leak` and `suspect` decide as they say; `cleared`
 * takes back what the line from outside suspects: the floor was measured and does not grow.
 */
export interface InsideEvidence extends Omit<Judgement, 'kind'> {
  readonly kind: 'leak' | 'suspect' | 'cleared';
}

/**
 * Decides for one process. Pure; a dead process is judged on what was seen of it.
 *
 * A process that runs tests is full of garbage that waits for a collection and rises along a fine line
 * while healthy: from outside it is a `suspect` at most.
 */
export function judgeProcess(
  process: ObservedProcess,
  settings: JudgeSettings,
  inside: readonly InsideEvidence[] = [],
): Judgement {
  const outside =
    process.role === 'child' || process.role === 'external'
      ? judgeFromOutside(process, settings)
      : judgeByLineAlone(process, settings);
  const evidence = (['leak', 'suspect', 'cleared'] as const)
    .flatMap((kind) => inside.filter((one) => one.kind === kind))
    .at(0);
  if (evidence === undefined || isStronger(outside.kind, evidence.kind)) return outside;
  const { kind, ...rest } = evidence;
  return {
    ...rest,
    kind: kind === 'cleared' ? 'steady' : kind,
    findings: [...inside.flatMap(({ findings }) => findings), ...outside.findings],
  };
}

function isStronger(outside: Judgement['kind'], inside: InsideEvidence['kind']): boolean {
  return outside === 'leak' && inside === 'suspect';
}

function judgeByLineAlone(process: ObservedProcess, settings: JudgeSettings): Judgement {
  const signal = memorySignal(process);
  const series = signal === null ? undefined : process.signals[signal];
  if (signal === null || series === undefined) return neverSampled;
  const finding = detectByLbr(lived(series), signal, settings);
  const kind = { grows: 'suspect', steady: 'steady', 'too-little': 'inconclusive' } as const;
  return { kind: kind[finding.outcome], signal, findings: [finding], reason: finding.reason };
}
