import { open, type FileHandle } from 'node:fs/promises';
import { ByteSource } from './byte-source';
import { allocateTables } from './graph-tables';
import type { HeapGraph } from './heap-graph';
import { enterArray, readKey, readRows, readValue } from './json-stream';
import { parseLayout } from './snapshot-layout';
import { indexStrings } from './string-table';

export interface SnapshotLimits {
  /** Size of the file in bytes. */
  readonly maxBytes: number;
}

/**
 * Reading and searching takes up to 1.6 times the file's size in resident memory, growth between two
 * up to 1.7 times both (bench/snapshot.ts): under 1 GB for one file at this limit, under 2 for two.
 */
export const defaultSnapshotLimits: SnapshotLimits = { maxBytes: 512 * 1024 * 1024 };

export type ParseResult =
  | { readonly outcome: 'parsed'; readonly graph: HeapGraph; readonly bytes: number }
  | {
      readonly outcome: 'refused';
      readonly reason: 'unreadable' | 'too-large' | 'cut-short' | 'not-a-snapshot';
      /** One sentence for the user. */
      readonly message: string;
      readonly cause?: unknown;
    };

/** Reads a file written by `v8.writeHeapSnapshot`. Never rejects: what fails is a refusal. */
export async function parseSnapshot(
  path: string,
  limits: SnapshotLimits = defaultSnapshotLimits,
): Promise<ParseResult> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size <= limits.maxBytes) return await parseFile(file, path, size);
    const message = `The heap snapshot ${path} has ${megabytes(size)}, over the limit of ${megabytes(limits.maxBytes)}: it is not read.`;
    return { outcome: 'refused', reason: 'too-large', message };
  } catch (cause) {
    const message = `The heap snapshot ${path} cannot be read: ${String(cause)}`;
    return { outcome: 'refused', reason: 'unreadable', message, cause };
  } finally {
    await file?.close();
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / (1024 * 1024))} MB`;

async function parseFile(file: FileHandle, path: string, size: number): Promise<ParseResult> {
  const foreign = {
    outcome: 'refused',
    reason: 'not-a-snapshot',
    message: `${path} is not a heap snapshot that this version can read.`,
  } as const;
  const torn = {
    outcome: 'refused',
    reason: 'cut-short',
    message: `The heap snapshot ${path} ends after ${megabytes(size)}, before it is complete: the process that wrote it was killed, or the disk is full.`,
  } as const;

  const source = new ByteSource(file, size);
  if (((await source.next()) ?? 0x7b) !== 0x7b) return foreign;
  const first = await readKey(source);
  if (first !== 'snapshot') return first === null ? torn : foreign;
  const header = await readValue(source, true);
  if (header === null) return torn;
  const layout = parseLayout(header);
  if (!layout) return foreign;
  // Nodes and edges take more than a byte each, so that a false count allocates nothing.
  if (layout.nodeCount + layout.edgeCount > size) return torn;
  const tables = allocateTables(layout);

  for (;;) {
    const key = await readKey(source);
    if (key === null) return torn;
    if (key === 'strings') {
      const strings = (await enterArray(source)) ? indexStrings(await source.rest()) : null;
      if (!strings) return torn;
      const graph = tables.graph();
      return graph ? { outcome: 'parsed', graph: { ...graph, strings }, bytes: size } : foreign;
    }
    const read = key === 'nodes' || key === 'edges' || key === 'locations' ? tables[key] : null;
    if (read === null) {
      if ((await readValue(source, false)) === null) return torn;
    } else if (!(await enterArray(source)) || !(await readRows(source, read.width, read.onRows))) {
      return torn;
    }
  }
}
