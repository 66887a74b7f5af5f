import type { HeapGraph } from './heap-graph';

/**
 * Finds the node of an id, or -1. An object keeps its id from snapshot to snapshot of one process, as
 * long as no inspector session ends between them. A hash table with linear probing.
 */
export function nodesById({ nodeId, nodeCount }: HeapGraph): (id: number) => number {
  const bits = 33 - Math.clz32(Math.max(1, nodeCount));
  const mask = 2 ** bits - 1;
  // Node plus one; 0 is an empty slot. At least half of them stay empty.
  const slots = new Uint32Array(2 ** bits);
  // Fibonacci hashing (Knuth, TAOCP 3, 6.4): ids come in runs.
  const slotOf = (id: number) => (Math.imul(id, 0x9e3779b1) >>> (32 - bits)) & mask;

  for (let node = 0; node < nodeCount; node++) {
    let slot = slotOf(nodeId[node] ?? 0);
    while (slots[slot]) slot = (slot + 1) & mask;
    slots[slot] = node + 1;
  }

  return function nodeOf(id) {
    for (let slot = slotOf(id); ; slot = (slot + 1) & mask) {
      const node = (slots[slot] ?? 0) - 1;
      if (node < 0 || nodeId[node] === id) return node;
    }
  };
}
