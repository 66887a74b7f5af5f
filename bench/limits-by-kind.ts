import { formatRate, rateOf } from './kept-bytes';
import type { LeakingProject } from './leak-projects';

/** A leaking project, and whether it was found. */
export interface Tried {
  readonly project: LeakingProject;
  readonly isFound: boolean;
}

/** Of each kind of leak a line: the slowest that was found, and the fastest that was not. */
export function limitsByKind(tried: readonly Tried[]): readonly string[] {
  const kindOf = ({ where, signal }: LeakingProject) => `${where}, ${signal}`;
  const kinds = [...new Set(tried.map(({ project }) => kindOf(project)))].toSorted();
  return kinds.map((kind) => {
    const own = tried
      .filter(({ project }) => kindOf(project) === kind)
      .toSorted((a, b) => rateOf(a.project) - rateOf(b.project));
    const slowest = own.find(({ isFound }) => isFound)?.project;
    const fastest = own.findLast(({ isFound }) => !isFound)?.project;
    return `  ${kind.padEnd(28)} ${told(slowest).padEnd(48)} ${told(fastest)}`;
  });
}

function told(project: LeakingProject | undefined): string {
  return project === undefined ? '-' : `${project.name} ${formatRate(project)}`;
}
