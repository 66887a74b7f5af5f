import { explain, type KnownCause } from './known-causes';
import { groupLeftBehind, type LeftBehind, type LeftByFiles } from './left-behind';

/** Who keeps memory alive: a module or a test file, by its absolute path, and how that is known. */
export interface Culprit {
  readonly path: string;
  readonly package: string | null;
  readonly evidence: string;
}

export interface Diagnosis {
  readonly culprits: readonly Culprit[];
  /** A leak that others had before, where the evidence shows its trace. */
  readonly cause: KnownCause | null;
}

export interface Found {
  /** Test files that a finding names. */
  readonly culprits: readonly { readonly path: string; readonly evidence: string }[];
  /** Memory grew from test to test of one file: what was left behind once is not what grew. */
  readonly withinFile: boolean;
}

/** Below this part of the named files, a thing left behind is beside the point. */
const LEAST_SHARE = 1 / 3;
const MOST_FILES = 10;
/** Left behind by a file so often, a listener came with its tests, and may be what grew within it. */
const ONE_A_TEST = 2;
/** Only these keep the realm or the heap alive; the others are leaks of their own kind. */
const HOLDS_MEMORY: readonly LeftBehind['kind'][] = ['property', 'listener'];

/**
 * Names who did it: the code that was left behind by the files that a finding names. Files that left
 * nothing behind stand for themselves.
 *
 * @param found the finding that decided
 * @param left what all files of the process left behind
 * @param flags Node's flags: `process.execArgv` and the words of `NODE_OPTIONS`
 */
export function diagnose(
  found: Found,
  left: readonly LeftBehind[],
  flags: readonly string[],
): Diagnosis {
  const named = new Set(found.culprits.map(({ path }) => path));
  const groups = groupLeftBehind(left.filter(({ path }) => named.size === 0 || named.has(path)));
  const holding = groups.filter(
    ({ kind, files, count }) =>
      HOLDS_MEMORY.includes(kind) &&
      files.length >= LEAST_SHARE * named.size &&
      (!found.withinFile || (kind === 'listener' && count >= ONE_A_TEST)),
  );
  const explained = new Set(holding.flatMap(({ files }) => files));
  const culprits = [
    ...holding.map(culpritOf),
    ...found.culprits
      .filter(({ path }) => !explained.has(path))
      .slice(0, MOST_FILES)
      .map(({ path, evidence }) => ({
        path,
        package: null,
        evidence: hinted(path, evidence, groups),
      })),
  ];
  const cause = explain({
    packages: holding.flatMap(({ place }) => place?.package ?? []),
    leftBehind: (found.withinFile ? holding : groups).map(nameOf),
    paths: holding.flatMap(({ place }) => place?.file ?? []),
    // What Node keeps of each file, whatever its flags, is not kept of each test.
    flags: found.withinFile ? [] : flags,
  });
  return { culprits, cause };
}

function culpritOf(group: LeftByFiles): Culprit {
  const { place, files } = group;
  const where = place === null ? '' : ` (line ${place.line})`;
  const by = place?.requiredBy ?? null;
  const required = by === null ? '' : `, required by ${by}`;
  const first = by === files[0] ? '' : `, first in ${files[0]}`;
  const count = files.length === 1 ? '' : ` In ${files.length} test files${first}.`;
  return {
    path: place?.file ?? group.path,
    package: place?.package ?? null,
    evidence: `${deed(group)}${where}${required}.${count}`,
  };
}

function deed({ kind, what, event, added }: LeftBehind): string {
  if (kind === 'listener') return `leaves a listener for "${event ?? '?'}" on ${what}`;
  if (added === true) return `adds ${what} and does not take it away`;
  return `replaces ${what} and does not put it back`;
}

/** A timer or handle that a file left running is a hint at what holds its realm, and no proof. */
function hinted(path: string, evidence: string, groups: readonly LeftByFiles[]): string {
  const hints = groups.filter(
    ({ kind, files }) => !HOLDS_MEMORY.includes(kind) && files.includes(path),
  );
  if (hints.length === 0) return evidence;
  const list = hints.map(({ what, count }) => (count > 1 ? `${count} ${what}` : what)).join(', ');
  return `${evidence} When it ended, these were still open: ${list}.`;
}

function nameOf({ what, event }: LeftBehind): string {
  return event === undefined ? what : `${what} ${event}`;
}
