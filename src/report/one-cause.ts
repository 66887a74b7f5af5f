import type { Verdict } from './report';

/** Verdicts of one cause: the first stands for all, the strongest as they were given. */
export interface Cause {
  readonly first: Verdict;
  readonly others: readonly Verdict[];
}

/**
 * Puts together what several workers kept for the same reason: they run the same files, and one bug shows
 * in each. Two processes seen from outside have nothing that proves one cause, but for the line that holds it.
 */
export function byCause(verdicts: readonly Verdict[]): Cause[] {
  const causes = new Map<string, { first: Verdict; others: Verdict[] }>();
  for (const verdict of verdicts) {
    const key = keyOf(verdict);
    const known = causes.get(key);
    if (known === undefined) causes.set(key, { first: verdict, others: [] });
    else known.others.push(verdict);
  }
  return [...causes.values()];
}

function keyOf({ processId, kind, signal, rate, culprits }: Verdict): string {
  const fromInside = rate?.unit === 'bytes/file' || rate?.unit === 'count/file';
  // A single culprit is the module that did it; many are the test files themselves, other ones in each worker.
  const module = culprits.length === 1 ? (culprits[0]?.path ?? '') : '';
  if (fromInside) return [kind, signal, module].join('\n');
  // Workers of one server hold it by the same code, which heap snapshots have shown.
  const [first] = culprits;
  const holder = first?.retainers?.[0]?.places.at(-1);
  return holder === undefined ? processId : [kind, signal, holder.file, holder.line].join('\n');
}
