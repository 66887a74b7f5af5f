import type { PythonCollection, PythonLook, PythonProcess } from '../../../src/series/python';

/** A collection with a size at each of sixteen seconds. */
export function collection(
  size: (second: number) => number,
  own: Partial<PythonCollection> = {},
): PythonCollection {
  return {
    kind: 'list',
    class: 'list',
    history: Array.from({ length: 17 }, (_, second) => [second * 1000, size(second)] as const),
    entry: { bytes: 100, such: 'Row', classes: [['Row', 1, 90]] },
    path: [
      { step: 'module', name: 'orders', file: '/app/orders.py' },
      { step: 'variable', name: 'rows' },
      { step: 'object', type: 'list', file: null },
    ],
    ...own,
  };
}

export function lookAt(
  collections: readonly PythonCollection[],
  own: Partial<PythonLook> = {},
): PythonLook {
  const look = { at: 16_000, from: 0, objects: 9000, cut: false, blocks: 0, collects: true };
  return { ...look, cpuMs: 20, collections, ...own };
}

export function seen(last: PythonLook, blocks: (second: number) => number): PythonProcess {
  const count = (_: unknown, second: number) => ({ at: second * 1000, count: blocks(second) });
  return { last, blocks: Array.from({ length: 17 }, count) };
}
