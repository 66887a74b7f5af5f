import { follow, type HeapGraph, nameOf, objectsNamed } from './heap-graph';
import { fileName } from './source-place';

/** What a snapshot shows of memory outside the heap; sizes in bytes. */
export interface MemoryOutside {
  readonly arrayBuffers: Memories;
  /** Memories of WebAssembly; their buffers are not counted as array buffers. */
  readonly wasm: Memories;
  /** Worker threads, that of the sampler among them. */
  readonly threads: number;
  /** Native addons that are loaded: absolute paths, ascending. */
  readonly addons: readonly string[];
}

export interface Memories {
  readonly count: number;
  readonly bytes: number;
  readonly largest: number;
}

const bufferClasses = new Set(['ArrayBuffer', 'SharedArrayBuffer']);

export function memoryOutside(graph: HeapGraph): MemoryOutside {
  const buffers = new Map(
    objectsNamed(graph, (name) => bufferClasses.has(name)).flatMap((buffer) => {
      const memory = follow(graph, buffer, 'internal', 'backing_store');
      return memory === null ? [] : [[buffer, graph.selfSize[memory] ?? 0]];
    }),
  );
  const wasm = objectsNamed(graph, (name) => name === 'Memory').flatMap((memory) => {
    // A class of the user's has a place in a source.
    const isOfUser = graph.locations.rowOf[memory] !== 0;
    const buffer = targetsOf(graph, memory).find((target) => !isOfUser && buffers.has(target));
    return buffer === undefined ? [] : [buffer];
  });
  const wasmSizes = wasm.map((buffer) => buffers.get(buffer) ?? 0);
  for (const buffer of wasm) buffers.delete(buffer);
  return {
    arrayBuffers: sum([...buffers.values()]),
    wasm: sum(wasmSizes),
    threads: objectsNamed(graph, (name) => name === 'Worker').filter(
      (worker) => follow(graph, worker, 'property', '<symbol kPublicPort>') !== null,
    ).length,
    addons: loadedAddons(graph),
  };
}

const sum = (sizes: readonly number[]): Memories => ({
  count: sizes.length,
  bytes: sizes.reduce((all, size) => all + size, 0),
  largest: sizes.reduce((most, size) => Math.max(most, size), 0),
});

const targetsOf = ({ firstEdge, edgeTo }: HeapGraph, node: number): number[] =>
  Array.from(edgeTo.subarray(firstEdge[node] ?? 0, firstEdge[node + 1] ?? 0));

/** Node loads them as modules, and keeps each by its file. */
function loadedAddons(graph: HeapGraph): string[] {
  const files = objectsNamed(graph, (name) => name === 'Module').flatMap((module) => {
    const filename = follow(graph, module, 'property', 'filename');
    const file = filename === null ? '' : fileName(nameOf(graph, filename));
    return file.endsWith('.node') ? [file] : [];
  });
  return [...new Set(files)].toSorted();
}
