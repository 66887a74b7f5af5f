import type { InsideSeries, WorkerInside } from '../series/inside';
import type { InsideFinding } from './inside-finding';
import type { Judgement } from './judgement';
import { detectMostlyGarbage } from './mostly-garbage';
import { detectRealms } from './realms';
import { detectRetainedHeap } from './retained-heap';
import { detectWithinFile } from './within-file';

const ORDER: readonly InsideFinding['outcome'][] = ['leak', 'suspect', 'steady', 'too-little'];

/**
 * All that can be said of one worker from inside, strongest first.
 *
 * @param all every process of the run that tests ran in, this one among them or not
 */
export function judgeInside(
  { own, earlier }: WorkerInside,
  all: readonly InsideSeries[] = [],
): InsideFinding[] {
  const incarnations = [...earlier, own];
  const others = all.filter((series) => !incarnations.includes(series));
  return [
    detectRealms(incarnations, others),
    ...detectRetainedHeap(incarnations, others),
    ...detectWithinFile(own),
    detectMostlyGarbage(own),
  ].toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}

/** The same of every process of a run, by its id: those of its worker threads together. */
export function judgeInsideOfRun(
  inside: ReadonlyMap<string, readonly WorkerInside[]>,
): Map<string, InsideFinding[]> {
  const all = [...inside.values()].flatMap((workers) => workers.map(({ own }) => own));
  return new Map(
    [...inside].map(([id, workers]) => [id, workers.flatMap((one) => judgeInside(one, all))]),
  );
}

/** Adds what was found inside to a judgement that was made with it: the findings, and rate and files of the one that decided. */
export function tellInside(judgement: Judgement, inside: readonly InsideFinding[]): Judgement {
  const findings = [...inside, ...judgement.findings];
  const decisive = inside.find(
    ({ outcome, signal, reason }) =>
      outcome === judgement.kind && signal === judgement.signal && reason === judgement.reason,
  );
  if (decisive?.outcome !== 'leak' && decisive?.outcome !== 'suspect') {
    return { ...judgement, findings };
  }
  const culprits = decisive.culprits.map((culprit) => ({ ...culprit, package: null }));
  const confined = decisive.confined === true ? ({ confined: true } as const) : {};
  return { ...judgement, findings, rate: decisive.rate, culprits, ...confined };
}
