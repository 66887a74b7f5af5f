import type { ObservedProcess } from '../series/process';

/**
 * A runtime that collects garbage when it sees fit. From outside, what waits for a collection looks like
 * what is in use: a healthy server rises along a fine line until the first collection comes.
 */
export interface CollectingRuntime {
  readonly name: string;
  /** The most bytes that may wait on top of `inUse` bytes; infinite where only the machine sets a bound. */
  readonly mostGarbage: (inUse: number) => number;
  /** Whether it is a Node that can be made to tell what survives its collections, when it is started again. */
  readonly hasFloors: boolean;
}

const v8Names =
  /^(node|nodejs|(node-)?MainThread|deno|electron|npm|npx|yarn|pnpm|next-server|tsx|vite)\b/;
/** They take no `--require` of NODE_OPTIONS. */
const otherV8Names = /^(deno|electron)\b/;
const unboundNames = /^(java|dotnet|scala|kotlin|beam\.smp|bun)\b/;

const mebibyte = 1024 * 1024;

/**
 * V8 starts a full collection when its heap is four times what survived the last one
 * (`MemoryController::MaxGrowingFactor`). Before the first one there is no such number: where most of what
 * is allocated survives its first moments, as while modules load, its old generation may take 256 MB
 * (`Heap::initial_old_generation_size_`). The young generation takes up to 48 MB (three semi-spaces of
 * 16 MB) besides. Seen with `node --trace-gc`: 93 MB in use grew to 387 MB, 28 MB to 124 MB; to see it,
 *
 *     node --trace-gc -e 'const c=[];let n=0;(function f(){for(let r=0;r<10;r++)
 *       c[n++%1000]=Array.from({length:1000},(_,i)=>({i,s:"x"+i}));n<6000&&setImmediate(f)})()'
 */
function v8Garbage(inUse: number): number {
  return Math.max(3.2 * inUse, 256 * mebibyte) + 48 * mebibyte;
}

/**
 * A managed runtime reserves address space far beyond what it uses. A thread of a C program reserves
 * 72 MB (a stack of 8 MB, a malloc arena of 64 MB): more than that for each thread is no such program.
 */
const leastReservedBytes = 400 * 1024 * 1024;
const mostReservedPerThreadBytes = 80 * 1024 * 1024;

function anyAmount(): number {
  return Number.POSITIVE_INFINITY;
}

/** Whether it is a Node that takes NODE_OPTIONS, where nobody takes them from it. */
export function isNode(name: string): boolean {
  return v8Names.test(name) && !otherV8Names.test(name);
}

/** By name, or for an unknown name by the address space that it reserves; null for C, Python and the like. */
export function collectingRuntime({ name, signals }: ObservedProcess): CollectingRuntime | null {
  if (unboundNames.test(name)) return { name, mostGarbage: anyAmount, hasFloors: false };
  if (v8Names.test(name)) {
    return { name: 'Node', mostGarbage: v8Garbage, hasFloors: isNode(name) };
  }
  const { rss, vms, threads } = signals;
  if (rss === undefined || vms === undefined) return null;
  const middle = (values: Float64Array) => values[Math.floor(values.length / 2)] ?? 0;
  const reserved = middle(vms.values) - middle(rss.values);
  const perThread = reserved / Math.max(1, threads === undefined ? 1 : middle(threads.values));
  return reserved > leastReservedBytes && perThread > mostReservedPerThreadBytes
    ? { name: 'a runtime such as this', mostGarbage: v8Garbage, hasFloors: false }
    : null;
}
