import { formatBytes } from '../../src/units';
import type { MemoryKind, RepeatedCalls } from './repeated-calls';

const NAMES: Readonly<Record<MemoryKind, string>> = {
  heap: 'heap',
  external: 'external',
  malloc: 'native',
  rest: 'other',
};
const MEANINGS: Readonly<Record<MemoryKind, string>> = {
  heap: 'of heap memory (objects, arrays, strings, closures)',
  external: 'of memory outside the heap that objects hold (Buffers, array buffers)',
  malloc: 'of native memory (malloc)',
  rest: 'of other native memory',
};
/** Growth of one kind that brings about less than this part of another's is not told beside it. */
const SIDE_EFFECT = 0.25;

/** Kinds that grow, the fastest first, without those that only follow: the backing store of a Buffer. */
export function growingKinds({ findings }: RepeatedCalls): MemoryKind[] {
  const rates = (Object.keys(NAMES) as MemoryKind[])
    .map((kind) => ({ kind, finding: findings[kind] }))
    .filter(({ finding }) => finding?.outcome === 'grows')
    .map(({ kind, finding }) => ({ kind, rate: finding?.perRepetition ?? 0 }));
  const fastest = Math.max(...rates.map(({ rate }) => rate));
  const external = rates.find(({ kind }) => kind === 'external');
  return rates
    .filter(({ kind, rate }) => {
      const malloced = kind === 'malloc' && external !== undefined && rate < 1.5 * external.rate;
      return rate >= SIDE_EFFECT * fastest && !malloced;
    })
    .toSorted((a, b) => b.rate - a.rate)
    .map(({ kind }) => kind);
}

/** One sentence for each kind that grows, or one that none does. */
export function outcomeSentences(repeated: RepeatedCalls): string {
  const calls = repeated.checkpoints.at(-1)?.calls ?? 0;
  const growing = growingKinds(repeated);
  if (growing.length === 0) {
    return `No memory grows with the calls: ${calls.toLocaleString('en')} of them.`;
  }
  return growing
    .map((kind) => {
      const rate = perCall(repeated.findings[kind]?.perRepetition ?? 0);
      return `Each call keeps ${rate} ${MEANINGS[kind]}.`;
    })
    .join('\n');
}

/** Growth from checkpoint to checkpoint by kind, and per call over the last three quarters of the calls. */
export function growthTable({ checkpoints, findings }: RepeatedCalls): string {
  const kinds = (Object.keys(NAMES) as MemoryKind[]).filter((kind) => findings[kind] !== undefined);
  const head = ['calls', ...kinds.map((kind) => NAMES[kind])];
  const rows = checkpoints.slice(1).map(({ calls, floor }, index) => {
    const before = checkpoints[index]?.floor;
    const gained = kinds.map((kind) => signed((floor[kind] ?? 0) - (before?.[kind] ?? 0)));
    return [calls.toLocaleString('en'), ...gained];
  });
  const rates = kinds.map((kind) => {
    const rate = findings[kind]?.perRepetition;
    return rate === null || rate === undefined ? '?' : perCall(rate);
  });
  return aligned([head, ...rows, ['per call', ...rates]]);
}

function perCall(bytes: number): string {
  return Math.abs(bytes) < 1024 ? `${(bytes + 0).toFixed(1)} bytes` : formatBytes(bytes);
}

function signed(bytes: number): string {
  return bytes === 0 ? '0' : `${bytes > 0 ? '+' : ''}${formatBytes(bytes)}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('   ')}`)
    .join('\n');
}
