import { printable } from '../src/report/printable';
import type { Culprit } from '../src/report/report';
import { formatBytes } from '../src/units';
import { plural } from './summary-sentences';

/** What heap snapshots have shown of a culprit, in sentences without layout. */

/** A path takes a few lines; a longer one is cut. */
const mostLetters = 600;
const mostClasses = 3;

/** `module src/a.js .exports … → Map (10 → 20 → 40 entries)`, one for each thing that holds the memory. */
export function heldBy({ retainers = [] }: Culprit): string[] {
  return retainers.map(({ path, realms }) => {
    const holds =
      realms === undefined ? '' : `, which keeps ${plural(realms, 'realm')} of files that are over`;
    return printable(path, mostLetters) + holds;
  });
}

/**
 * `25 entries a run, such as Array of 1016 bytes; by class: 25 Array (25.6 KiB)`; null where nothing is known,
 * and for realms: all that is in a realm is no news.
 */
export function gained({
  containers = [],
  classes = [],
  retainers = [],
  per: unit,
}: Culprit): string | null {
  const per = unit ?? 'run';
  if (retainers.some(({ realms }) => realms !== undefined)) return null;
  // What gained bytes and no objects is a table that became larger: its entries are told already.
  const rows = classes
    .filter(({ count }) => count > 0)
    .slice(0, mostClasses)
    .map(({ name, count, bytes }) => `${count} ${printable(name)} (${formatBytes(bytes)})`);
  const byClass = rows.length === 0 ? null : `${rows.join(', ')} a ${per}`;
  const parts = [entries(containers[0], per), byClass].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; by class: ');
}

function entries(
  container: NonNullable<Culprit['containers']>[number] | undefined,
  per: string,
): string | null {
  if (container === undefined || container.perRun === null) return null;
  const { perRun, unit, kind, sample } = container;
  const amount = unit === 'bytes' ? formatBytes(perRun) : plural(perRun, 'entry', 'entries');
  const such = sample === null ? '' : `, such as ${printable(sample)}`;
  return `${amount} a ${per} in the ${printable(kind)}${such}`;
}
