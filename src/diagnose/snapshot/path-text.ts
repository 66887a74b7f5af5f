import type { PathStep } from './retaining-path';

/** Something on a path that the user has a word for, and how one gets there from what stands before. */
export interface Stop {
  /** Such as `._events.fork` or `variable 'cache'`; empty where there is nothing to say. */
  readonly accessor: string;
  readonly label: string;
  /** Such as `src/app.js:8, pkg@1.0.0`, or null. */
  readonly place: string | null;
}

const identifier = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const symbolName = /^<symbol ?(.*)>$/;

/** The text of an edge, empty for those of V8's inner workings. Numbers of elements are left out. */
export function accessorOf(edge: PathStep['edge']): string {
  if (edge?.kind === 'context') return `variable '${edge.name}'`;
  if (edge?.kind === 'property') {
    const symbol = symbolName.exec(edge.name)?.[1];
    if (symbol !== undefined) return `[${symbol || 'symbol'}]`;
    return identifier.test(edge.name) ? `.${edge.name}` : `[${JSON.stringify(edge.name)}]`;
  }
  if (edge?.kind !== 'internal') return '';
  if (edge.name === 'bound_this') return '(bound this)';
  return edge.name.includes('part of key (') ? '(as key of a WeakMap)' : '';
}

/** One line: the start, if any, then the stops; repeats are told once with their number. */
export function pathText(start: string | null, stops: readonly Stop[]): string {
  const told = new Set<string>();
  let text = start ?? '';
  for (const { group, times } of collapseRepeats(stops)) {
    const part = group.map((stop) => stopText(stop, told)).join('');
    text += times > 1 && group.length > 1 ? `${part} (these ${group.length} x${times})` : part;
    if (times > 1 && group.length === 1) text += ` x${times}`;
  }
  return start === null ? text.replace(/^ → /, '') : text;
}

const member = String.raw`(?:\.[^.[]+|\[[^\]]*\])`;
const repeatedMembers = new RegExp(`((?:${member}){1,3}?)\\1{2,}`, 'gu');

/** `.next.next.next.value` becomes `.next x3 .value`. */
function foldMembers(accessor: string): string {
  return accessor
    .replace(repeatedMembers, (run, once: string) => `${once} x${run.length / once.length} `)
    .trimEnd();
}

/** A place is told at its first mention only. */
function stopText(stop: Stop, told: Set<string>): string {
  const place = stop.place !== null && !told.has(stop.place) ? ` (${stop.place})` : '';
  if (stop.place !== null) told.add(stop.place);
  const isMember = stop.accessor.startsWith('.') || stop.accessor.startsWith('[');
  const accessor = foldMembers(stop.accessor);
  const arrival = accessor === '' ? '' : isMember ? ` ${accessor}` : ` → ${accessor}`;
  return `${arrival} → ${stop.label}${place}`;
}

const longestGroup = 4;

/** Groups of stops, the same group once in a row: the shortest group that repeats at a place wins. */
function collapseRepeats(stops: readonly Stop[]): { group: readonly Stop[]; times: number }[] {
  const groups: { group: readonly Stop[]; times: number }[] = [];
  for (let at = 0; at < stops.length; ) {
    let length = 1;
    while (length <= longestGroup && repeats(stops, at, length) === 1) length++;
    if (length > longestGroup) length = 1;
    const times = repeats(stops, at, length);
    groups.push({ group: stops.slice(at, at + length), times });
    at += length * times;
  }
  return groups;
}

function repeats(stops: readonly Stop[], at: number, length: number): number {
  let times = 1;
  while (isSame(stops, at, at + times * length, length)) times++;
  return times;
}

function isSame(stops: readonly Stop[], left: number, right: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const a = stops[left + i];
    const b = stops[right + i];
    if (!a || !b || a.accessor !== b.accessor || a.label !== b.label || a.place !== b.place)
      return false;
  }
  return true;
}
