import type { Condition } from './condition';

/** One run of one project, by which a log knows that it was made. */
export interface PlannedRun extends Condition {
  readonly project: string;
  /** Counted from 1. */
  readonly round: number;
}

/**
 * The runs still to be made, by rounds: all projects once under one condition, then under the next one, so
 * that what was made until the matrix is stopped is of all projects alike.
 */
export function planRounds(
  projects: readonly string[],
  conditions: readonly Condition[],
  rounds: number,
  done: readonly PlannedRun[],
): readonly (readonly PlannedRun[])[] {
  const made = new Set(done.map(keyOf));
  return Array.from({ length: rounds }, (_, index) => {
    const condition = conditions[index % conditions.length];
    if (condition === undefined) return [];
    return projects
      .map((project) => ({ project, ...condition, round: index + 1 }))
      .filter((run) => !made.has(keyOf(run)));
  });
}

function keyOf({ project, mode, loaded, round }: PlannedRun): string {
  return [project, mode, loaded, round].join(' ');
}
