/**
 * What was seen inside a Python process, by looks at it some hundred milliseconds apart. Sizes are bytes,
 * times milliseconds since the epoch.
 */
export interface PythonProcess {
  /** The last look, with what the earlier ones had seen of the same collections. */
  readonly last: PythonLook;
  /** Blocks that Python's own allocator had handed out, at each look: it serves all pieces up to 512 bytes. */
  readonly blocks: readonly { readonly at: number; readonly count: number }[];
}

export interface PythonLook {
  readonly at: number;
  /** The first look that is still remembered. */
  readonly from: number;
  /** Objects that were followed; not all where it was `cut`. */
  readonly objects: number;
  readonly cut: boolean;
  readonly blocks: number;
  /** Whether Python frees objects that refer to each other in a circle. */
  readonly collects: boolean;
  /** CPU time of this look. */
  readonly cpuMs: number;
  /** Those that have grown, most bytes first. */
  readonly collections: readonly PythonCollection[];
}

/** Built-in classes of collections; in the report too. */
export const pythonKinds = [
  'dict',
  'list',
  'set',
  'deque',
  'bytearray',
  'array',
  'BytesIO',
  'StringIO',
] as const;
export type PythonKind = (typeof pythonKinds)[number];

export interface PythonCollection {
  /** The built-in class; `class` is its own, which may be derived from it. */
  readonly kind: PythonKind;
  readonly class: string;
  /** Entries, or bytes where `entry` is null, at each look that saw it. */
  readonly history: readonly (readonly [at: number, size: number])[];
  readonly entry: PythonEntry | null;
  /** From a root to the collection; null where it was let go meanwhile. */
  readonly path: readonly PythonStep[] | null;
}

/** An entry, in the mean of some of the newest. */
export interface PythonEntry {
  /** With all that it alone refers to, as far as that was followed, and its place in the collection. */
  readonly bytes: number;
  /** The class of most of the values. */
  readonly such: string;
  /** What it consists of: objects and bytes by class, most bytes first. */
  readonly classes: readonly (readonly [name: string, count: number, bytes: number])[];
}

/** Files are absolute, or `<string>` and the like; lines count from 1. */
export type PythonStep =
  | {
      readonly step: 'module' | 'class';
      readonly name: string;
      readonly file: string | null;
    }
  | {
      /** `call` is one that has not returned yet. */
      readonly step: 'function' | 'cached function' | 'call';
      readonly name: string;
      readonly file: string;
      readonly line: number;
    }
  /** By which name the thing before has the thing after; `default` is that of a parameter. */
  | { readonly step: 'variable' | 'attribute' | 'default'; readonly name: string }
  /** `file` is that of its class. */
  | { readonly step: 'object'; readonly type: string; readonly file: string | null };
