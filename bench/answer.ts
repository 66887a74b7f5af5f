import type { VerdictKind } from '../src/report/report';

/** `nothing` stands for steady and for too little data alike: neither is said to the user. */
export type Answer = 'leak' | 'suspect' | 'nothing';

export function answerOf(kind: VerdictKind): Answer {
  return kind === 'leak' || kind === 'suspect' ? kind : 'nothing';
}

const STRENGTH: readonly Answer[] = ['leak', 'suspect', 'nothing'];

/** A run's own answer is the strongest of its processes'; null where it has none. */
export function strongest(answers: readonly Answer[]): Answer | null {
  return STRENGTH.find((answer) => answers.includes(answer)) ?? null;
}
