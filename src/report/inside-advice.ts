import type { Culprit } from '../diagnose/culprits';
import type { KnownCause } from '../diagnose/known-causes';
import type { InsideRate } from '../detect/inside-finding';
import { runAlone } from './advice';

/**
 * What to do about memory that files keep: the way out where others had the same leak, else how to undo
 * what was left behind, else how to look further. Sentences on lines of their own, and below a sentence,
 * by two spaces, the command it speaks of.
 *
 * @param file a test file that the finding names, absolute
 */
export function adviceFromInside(
  signal: string,
  unit: InsideRate['unit'],
  file: string | null,
  culprits: readonly Culprit[],
  cause: KnownCause | null,
): string {
  if (cause !== null) return [`${cause.title}. ${cause.wayOut}`, `  ${cause.reference}`].join('\n');
  const [first] = culprits;
  if (first !== undefined && first.path !== file) {
    return `Undo it when the file ends: in afterAll, put back what was replaced and remove the listener.`;
  }
  if (unit === 'bytes/test') {
    return [
      'Run the test file alone; compare a heap snapshot early and late in it (Memory tab of Chrome DevTools). Each "kill -USR2 <pid>" writes one:',
      `  NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2 ${runAlone(file)}`,
    ].join('\n');
  }
  const what =
    signal === 'realms'
      ? 'Look for what outlives the file: a timer that is not cleared, a server or socket that is not closed, a callback given to something that stays.'
      : 'Look for what the files add to that stays when they end.';
  return [
    `${what} Watch the heap after each file while you comment things out:`,
    '  npx jest --runInBand --logHeapUsage',
  ].join('\n');
}
