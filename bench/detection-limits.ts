import { type Answer, strongest } from './answer';
import { byDefault, type Detector, withConfirmation } from './detectors';
import { formatKept } from './kept-bytes';
import type { Case } from './labelled';
import { type LeakingProject, readLeakProjects } from './leak-projects';
import { limitsByKind } from './limits-by-kind';

const WIDTHS = [26, 14, 15, 11, 20, 20] as const;

/**
 * What is said of each leaking project, smallest leaks first, one line each: the limit of detection by the
 * kind of leak. Of several leaking workers the strongest answer counts: it is the run's.
 */
export function detectionLimits(cases: readonly Case[]): readonly string[] {
  const rows = leakingProjects()
    .toSorted((a, b) => a.where.localeCompare(b.where) || a.retainedBytes - b.retainedBytes)
    .map(({ name, where, signal, retainedBytes }) => [
      name.replace(/-leak$/, ''),
      where,
      signal,
      formatKept(retainedBytes),
      inBothStages(leakingIn(cases, `${name}-band`)),
      inBothStages(leakingIn(cases, `${name}-workers`)),
    ]);
  return [['leaking project', 'where', 'signal', 'kept', 'in band', 'workers'], ...rows].map(
    (cells) =>
      cells
        .map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0))
        .join(' ')
        .trimEnd(),
  );
}

/** By kind of leak, of those recorded. Found are those that are called a leak in each of their recordings. */
export function limitsInRecordings(
  cases: readonly Case[],
  { answer }: Detector,
): readonly string[] {
  const tried = leakingProjects().flatMap((project) => {
    const runs = ['band', 'workers']
      .map((mode) => leakingIn(cases, `${project.name}-${mode}`))
      .filter((leaking) => leaking.length > 0);
    const isFound = runs.every((leaking) => leaking.some((one) => answer(one) === 'leak'));
    return runs.length === 0 ? [] : [{ project, isFound }];
  });
  return limitsByKind(tried);
}

function leakingProjects(): readonly LeakingProject[] {
  return readLeakProjects().filter((project) => project.kind === 'leak');
}

function leakingIn(cases: readonly Case[], run: string): readonly Case[] {
  return cases.filter(({ name, leaks }) => leaks && name.startsWith(`${run}/`));
}

/** `suspect → leak`: before its suspects ran again, and after. */
function inBothStages(leaking: readonly Case[]): string {
  const after = ({ answer }: Detector): Answer | '-' => strongest(leaking.map(answer)) ?? '-';
  const [first, second] = [after(byDefault), after(withConfirmation)];
  return first === second ? first : `${first} → ${second}`;
}
