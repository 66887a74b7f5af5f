/**
 * What a test file left behind in what all files of a process share, as far as a diagnosis needs it. Paths
 * are absolute.
 */
export interface LeftBehind {
  /** The test file. */
  readonly path: string;
  readonly kind: 'property' | 'listener' | 'resource' | 'fd' | 'thread' | 'child';
  /** `https.request`, `cluster`, `Timeout`, the name of a child process. */
  readonly what: string;
  readonly event?: string;
  readonly count: number;
  /** `process`: made outside of any test file, by Jest itself or a transformer, and so nobody's leak. */
  readonly realm?: 'file' | 'process' | 'unknown';
  /** A property that was not there before. */
  readonly added?: true;
  readonly place: {
    readonly file: string;
    readonly line: number;
    readonly package: string | null;
    readonly requiredBy: string | null;
  } | null;
}

/** The same thing, left behind by the same code, in however many test files. */
export interface LeftByFiles extends LeftBehind {
  /** Test files, in order. */
  readonly files: readonly string[];
}

/** Strongest evidence first: code of a file that is reachable from outside keeps the file's realm alive. */
const STRENGTH: readonly LeftBehind['kind'][] = [
  'property',
  'listener',
  'thread',
  'child',
  'fd',
  'resource',
];

/** Puts together what the same code did in several files; what most files left behind comes first. */
export function groupLeftBehind(all: readonly LeftBehind[]): LeftByFiles[] {
  const groups = new Map<string, LeftByFiles & { files: string[] }>();
  for (const one of all) {
    if (one.realm === 'process') continue;
    const key = [one.kind, one.what, one.event ?? '', one.place?.file, one.place?.line].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...one, files: [one.path] });
    else if (!group.files.includes(one.path)) group.files.push(one.path);
  }
  return [...groups.values()].toSorted(
    (a, b) =>
      STRENGTH.indexOf(a.kind) - STRENGTH.indexOf(b.kind) || b.files.length - a.files.length,
  );
}
