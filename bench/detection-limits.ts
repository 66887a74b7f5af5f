import { detectors, type Answer } from './detectors';
import type { Case } from './labelled';
import { readLeakProjects } from './leak-projects';

const STRENGTH: readonly Answer[] = ['leak', 'suspect', 'nothing'];
const WIDTHS = [26, 14, 15, 11, 9, 9] as const;

/**
 * What the default detector says of each leaking project, smallest leaks first, one line each: the limit of
 * detection by the kind of leak. Of several leaking workers the strongest answer counts: it is the run's.
 */
export function detectionLimits(cases: readonly Case[]): readonly string[] {
  const [detector] = detectors;
  if (detector === undefined) return [];
  const answerOf = (run: string): string => {
    const answers = cases
      .filter(({ name, leaks }) => leaks && name.startsWith(`${run}/`))
      .map((one) => detector.answer(one));
    return STRENGTH.find((answer) => answers.includes(answer)) ?? '-';
  };
  const leaks = readLeakProjects().flatMap((project) => (project.kind === 'leak' ? [project] : []));
  const rows = leaks
    .toSorted((a, b) => a.where.localeCompare(b.where) || a.retainedBytes - b.retainedBytes)
    .map(({ name, where, signal, retainedBytes }) => [
      name.replace(/-leak$/, ''),
      where,
      signal,
      `${(retainedBytes / 1e6).toFixed(1)} MB`,
      answerOf(`${name}-band`),
      answerOf(`${name}-workers`),
    ]);
  return [['leaking project', 'where', 'signal', 'kept', 'in band', 'workers'], ...rows].map(
    (cells) => cells.map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0)).join(' '),
  );
}
