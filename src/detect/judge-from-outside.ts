import { lived } from '../series/lived';
import type { ObservedProcess } from '../series/process';
import type { Series, Signal } from '../series/series';
import type { Finding } from './finding';
import { collectingRuntime, type CollectingRuntime } from './garbage';
import { gatheringCounts } from './gathering-counts';
import { neverSampled, type Judgement } from './judgement';
import { detectByLbr, type LbrSettings } from './lbr';
import { memorySignal } from './life';
import { collectedMemory, directMemory, screenMemory } from './outside-growth';

/** Growth of collected memory below this is no suspicion by itself: V8's young generation, and 8 MB more. */
const leastSuspiciousBytes = 56 * 1024 * 1024;
/**
 * Growth below this is not worth running a test again. A healthy process and a leaking one are told apart by
 * the shape of what they hold; the size decides only whether it matters. In three quarters of the shortest life
 * that is judged this is a quarter of a MiB a second, 1 GiB in an hour. V8 itself grows by pages of 256 KiB,
 * and where by more, in steps.
 */
const leastRepeatedBytes = 2 * 1024 * 1024;

type Decision = Pick<Judgement, 'kind' | 'reason' | 'advice' | 'slight'>;
type Growth = Extract<Finding, { outcome: 'grows' }>;

/** Decides for a process that runs no tests, by what is seen of it from outside. */
export function judgeFromOutside(process: ObservedProcess, settings: LbrSettings): Judgement {
  const signal = memorySignal(process);
  const series = signal === null ? undefined : process.signals[signal];
  if (signal === null || series === undefined) return neverSampled;

  const runtime = collectingRuntime(process);
  const line = detectByLbr(lived(series), signal, settings);
  const { finding, decision } =
    runtime === null
      ? decideDirect(series, signal, settings, line)
      : decideCollected(series, signal, settings, {
          ...runtime,
          canRepeat: runtime.hasFloors && process.startedBy !== null,
        });
  const gathering = gatheringCounts(process);
  const findings = [finding, ...gathering, line].toSorted((a, b) => rank(a) - rank(b));
  const [count] = gathering;
  if (count === undefined) return { ...decision, signal, findings };
  if (decision.kind === 'leak') {
    const reason = `${decision.reason}; with it came ${count.reason}`;
    return { ...decision, reason, signal, findings };
  }
  return { kind: 'leak', reason: count.reason, signal: count.signal, findings };
}

/**
 * Memory that is given back when it is free: growth to the end of life is a leak. LBR alone is a suspicion
 * at most, for a growth that set in too late to be screened.
 */
function decideDirect(series: Series, signal: Signal, settings: LbrSettings, line: Finding) {
  const { finding, refusal } = screenMemory(series, signal, directMemory, settings);
  const decision: Decision =
    refusal === 'late start' && grows(line)
      ? { kind: 'suspect', reason: `began to grow late, and now ${line.reason}` }
      : decisionOf(finding);
  return { finding, decision };
}

/**
 * Memory behind a collector: growth is a leak where all that came since the growth began is more than
 * garbage can be, or else a suspicion. A little of it is for running the test again to decide, where that can.
 */
function decideCollected(
  series: Series,
  signal: Signal,
  settings: LbrSettings,
  { name, mostGarbage, canRepeat }: CollectingRuntime & { readonly canRepeat: boolean },
) {
  const rule = collectedMemory(canRepeat ? leastRepeatedBytes : leastSuspiciousBytes);
  const { finding, rise } = screenMemory(series, signal, rule, settings);
  if (rise === null || rise.to - rise.from > mostGarbage(rise.from)) {
    return { finding, decision: decisionOf(finding) };
  }
  const reason = `${finding.reason}; in ${name} all of it may be garbage that was not collected yet`;
  if (grows(finding) && finding.growth < leastSuspiciousBytes) {
    return { finding, decision: { kind: 'inconclusive', reason, slight: true } as const };
  }
  const decision: Decision = Number.isFinite(mostGarbage(0))
    ? { kind: 'suspect', reason }
    : { kind: 'inconclusive', reason, advice: smallHeapAdvice };
  return { finding, decision };
}

const smallHeapAdvice =
  'Give it a heap so small that it must collect its garbage, and run again ' +
  '(java: -Xmx64m, .NET: DOTNET_GCHeapHardLimit=0x4000000).';

function decisionOf(finding: Finding): Decision {
  const kinds = { grows: 'leak', steady: 'steady', 'too-little': 'inconclusive' } as const;
  return { kind: kinds[finding.outcome], reason: finding.reason };
}

function grows(finding: Finding): finding is Growth {
  return finding.outcome === 'grows';
}

function rank({ outcome }: Finding): number {
  return { grows: 0, steady: 1, 'too-little': 2 }[outcome];
}
