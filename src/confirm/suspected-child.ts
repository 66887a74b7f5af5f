import type { Report, ReportedProcess } from '../report/report';
import type { Growth } from './repeated';

/** A child that is suspected, as it was in the run, for it to be known again. */
export interface SuspectedChild {
  readonly name: string;
  readonly lifetimeMs: number;
  /** Its place, from 0, among those of its name that its test file started and that lived as long; and their number. */
  readonly place: number;
  readonly among: number;
  /** What the run says of it, where it is sure that it leaks: only what holds the memory is asked then. */
  readonly leak?: Growth['verdict'];
}

/** Shorter-lived ones of the same name are helpers: what they do is over in no time. */
const AS_LONG = 0.5;

/** @param index of the verdict */
export function suspectedChild(index: number, { verdicts, processes }: Report): SuspectedChild {
  const verdict = verdicts[index];
  const child = processes.find(({ id }) => id === verdict?.processId);
  if (child === undefined) return { name: '', lifetimeMs: 0, place: 0, among: 1 };
  const { name, lifetimeMs, startedBy } = child;
  const alike = livedAsLong(processes, child).filter((one) => one.startedBy === startedBy);
  const known = { name, lifetimeMs, place: alike.indexOf(child), among: alike.length };
  return verdict?.kind === 'leak' ? { ...known, leak: verdict } : known;
}

/**
 * The same child in a repetition of its test file; all that it may be where it was the only one of its name. A
 * test starts its children in the same order each time, and all of them again when it is repeated. Null where
 * their number tells that it was not so.
 */
export function sameChild(
  child: SuspectedChild,
  processes: readonly ReportedProcess[],
): readonly ReportedProcess[] | null {
  const { place, among } = child;
  if (among === 1) return processes.filter((one) => isNamed(one, child.name));
  const alike = livedAsLong(processes, child);
  if (alike.length % among !== 0) return null;
  return alike.filter((_, index) => index % among === place);
}

function livedAsLong(
  processes: readonly ReportedProcess[],
  { name, lifetimeMs }: Pick<SuspectedChild, 'name' | 'lifetimeMs'>,
): readonly ReportedProcess[] {
  return processes.filter((one) => isNamed(one, name) && one.lifetimeMs >= AS_LONG * lifetimeMs);
}

const isNamed = ({ role, name }: ReportedProcess, wanted: string): boolean =>
  role === 'child' && name === wanted;
