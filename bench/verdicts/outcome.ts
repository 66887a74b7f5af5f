import type { LeakProject } from '../leak-projects';
import type { Report, Verdict } from '../../src/report/report';

/** What one run of a project came to. */
export type Outcome =
  | {
      readonly state: 'judged';
      readonly kind: 'leak' | 'suspect' | 'none';
      readonly signal: string;
      /** Leaks and suspects, most urgent first. */
      readonly verdicts: readonly LoggedVerdict[];
      /** Why processes were not judged, and what confirmation cleared. */
      readonly remarks: readonly string[];
    }
  | { readonly state: 'failed'; readonly reason: string };

export interface LoggedVerdict extends Pick<Verdict, 'kind' | 'signal' | 'rate' | 'reason'> {
  readonly culprits: readonly LoggedCulprit[];
}

export interface LoggedCulprit {
  readonly path: string;
  readonly package: string | null;
  readonly evidence: string;
  /** Paths to what grew, and to what was gained. */
  readonly holders: readonly string[];
}

export function outcomeOf({ verdicts }: Report): Outcome {
  const flagged = verdicts.filter(({ kind }) => kind === 'leak' || kind === 'suspect');
  const [first] = flagged;
  return {
    state: 'judged',
    kind: first?.kind === 'leak' || first?.kind === 'suspect' ? first.kind : 'none',
    signal: first?.signal ?? '',
    verdicts: flagged.map(({ kind, signal, rate, reason, culprits }) => ({
      kind,
      signal,
      rate,
      reason,
      culprits: culprits.map((culprit) => ({
        path: culprit.path,
        package: culprit.package,
        evidence: culprit.evidence,
        holders: [...(culprit.containers ?? []), ...(culprit.retainers ?? [])].map(
          (held) => held.path,
        ),
      })),
    })),
    remarks: verdicts.filter(isRemarkable).map(({ kind, reason }) => `${kind}: ${reason}`),
  };
}

function isRemarkable({ kind, findings }: Verdict): boolean {
  const isCleared =
    kind === 'steady' && findings.some(({ detector }) => detector === 'confirmation');
  return kind === 'inconclusive' || isCleared;
}

/** Whether a leak of the run is laid at the door of the right file. */
export function isNamed(outcome: Outcome, culprit: string): boolean {
  return leaksIn(outcome).some(({ culprits }) => culprits.some(({ path }) => path === culprit));
}

/** And whether it is said what holds the memory: a path to it, or the line that left it behind. */
export function isHeld(outcome: Outcome, culprit: string): boolean {
  return leaksIn(outcome).some(
    ({ culprits }) =>
      culprits.some(({ path }) => path === culprit) &&
      culprits.some(
        ({ path, evidence, holders }) =>
          holders.length > 0 || (path === culprit && /\bline \d+|:\d+/.test(evidence)),
      ),
  );
}

function leaksIn(outcome: Outcome): readonly LoggedVerdict[] {
  return outcome.state === 'judged' ? outcome.verdicts.filter(({ kind }) => kind === 'leak') : [];
}

/** Jest fails where a test does, or memory leaks; everything else is a fault of the run. */
export function expectedStatus(project: LeakProject, outcome: Outcome): number {
  const leaks = outcome.state === 'judged' && outcome.kind === 'leak';
  return leaks || project.fails === true ? 1 : 0;
}
