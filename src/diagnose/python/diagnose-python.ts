import type { GainedClass, GrownContainer } from '../../report/report';
import type { PythonProcess } from '../../series/python';
import { formatBytes } from '../../units';
import type { HeapDiagnosis } from '../heap-diagnosis';
import { pythonNotes } from './python-notes';
import { type PythonPath, pythonPath, type PythonSources } from './path-text';
import { type SteadyCollection, steadyCollections } from './steady-collections';

const MOST_TOLD = 5;
const MOST_CLASSES = 10;
/** Of the growth as seen from outside: collections that hold less of it are not its cause. */
const LEAST_EXPLAINED = 0.1;

/**
 * What holds the memory of a Python process that grows; figures are per second.
 *
 * @param rate bytes a second that it grows by, as seen from outside; null where that is not known
 */
export function diagnosePython(
  seen: PythonProcess,
  rate: number | null,
  sources: PythonSources,
): HeapDiagnosis {
  const grown = steadyCollections(seen.last);
  const told = grown.slice(0, MOST_TOLD).map((one) => ({ one, ...pathOf(one, sources) }));
  const explained = grown.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
  const isCause = rate === null || explained >= LEAST_EXPLAINED * rate;
  return {
    per: 'second',
    containers: told.map(({ one, text }) => containerOf(one, text)),
    classes: classesOf(grown),
    retainers: told.map(({ text, places }) => ({ path: text, places })),
    culprit: isCause ? (told[0]?.culprit ?? null) : null,
    outside: [],
    notes: pythonNotes(seen, grown.length > 0, isCause ? null : { explained, rate }),
  };
}

function pathOf({ collection, sizes }: SteadyCollection, sources: PythonSources): PythonPath {
  const { path, entry } = collection;
  const counts = sizes.map((size) => size.toLocaleString('en-US')).join(' → ');
  const amount = entry === null ? sizes.map(formatBytes).join(' → ') : `${counts} entries`;
  const name = `${collection.class} (${amount})`;
  // The last step is the collection itself.
  return pythonPath(
    path?.slice(0, -1) ?? [],
    entry === null ? name : `${name} → ${entry.such}`,
    sources,
  );
}

function containerOf(
  { collection, sizes, perSecond }: SteadyCollection,
  path: string,
): GrownContainer {
  const { kind, entry } = collection;
  return {
    path,
    kind,
    sizes,
    unit: entry === null ? 'bytes' : 'entries',
    perRun: rounded(perSecond),
    sample: entry === null ? null : `${entry.such} of ${formatBytes(entry.bytes)}`,
  };
}

/** What is in the entries that were gained. */
function classesOf(grown: readonly SteadyCollection[]): GainedClass[] {
  const rows = new Map<string, GainedClass>();
  for (const { collection, perSecond } of grown) {
    for (const [name, count, bytes] of collection.entry?.classes ?? []) {
      const row = rows.get(name) ?? { name, count: 0, bytes: 0 };
      rows.set(name, {
        name,
        count: row.count + perSecond * count,
        bytes: row.bytes + perSecond * bytes,
      });
    }
  }
  return [...rows.values()]
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_CLASSES)
    .map(({ name, count, bytes }) => ({ name, count: rounded(count), bytes: Math.round(bytes) }));
}

function rounded(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 100) / 100;
}
