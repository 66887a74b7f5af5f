import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from './error-code';
import { isRunning, startTicksOf } from './liveness';

/** Names the spool directory; every process of a run inherits it. */
export const SPOOL_VARIABLE = 'TIDEMARK_SPOOL';

const PREFIX = 'jest-tidemark-';
const NAME = /^jest-tidemark-(\d+)-(\d+)-[A-Za-z0-9]{6}$/;

export type SpoolPlace =
  | { readonly path: string; readonly refused: readonly Refusal[] }
  | { readonly path: null; readonly refused: readonly Refusal[] };

/** A folder that would not take a spool, and the system's word for why. */
export interface Refusal {
  readonly parent: string;
  readonly code: string;
}

/**
 * Makes a fresh directory (mode 0700) in the first of `parents` that takes one. Its name carries the pid
 * and the start of the owner, from which a later run can tell that it was left behind.
 */
export function createSpool(parents: readonly string[]): SpoolPlace {
  const refused: Refusal[] = [];
  for (const parent of parents) {
    try {
      const prefix = path.join(
        parent,
        `${PREFIX}${process.pid}-${startTicksOf(process.pid) ?? 0}-`,
      );
      mkdirSync(parent, { recursive: true });
      const spool = mkdtempSync(prefix);
      // mkdtemp already asks for 0700; a loose umask or an ACL on the parent may say otherwise.
      chmodSync(spool, 0o700);
      return { path: spool, refused };
    } catch (error) {
      refused.push({ parent, code: codeOf(error) });
    }
  }
  return { path: null, refused };
}

/** The process that made a spool, told from the directory's name; null where it is no spool's name. */
export function ownerOf(spool: string): { pid: number; startTicks: number } | null {
  const match = NAME.exec(path.basename(spool));
  return match === null ? null : { pid: Number(match[1]), startTicks: Number(match[2]) };
}

export function removeSpool(spool: string): void {
  rmSync(spool, { recursive: true, force: true, maxRetries: 2 });
}

/**
 * Removes the spools in `parent` whose run is dead. Only real directories of this user with the exact
 * form of name are looked at: a link or somebody else's folder with such a name is not ours.
 */
export function removeLeftOvers(parent: string): void {
  let names: string[];
  try {
    names = readdirSync(parent).filter((name) => name.startsWith(PREFIX));
  } catch {
    return; // An unreadable temporary directory has no left-overs that we could remove.
  }
  for (const name of names) {
    const spool = path.join(parent, name);
    const owner = ownerOf(spool);
    if (owner === null || isRunning(owner.pid, owner.startTicks)) continue;
    try {
      const stat = lstatSync(spool);
      if (stat.isDirectory() && stat.uid === (process.getuid?.() ?? stat.uid)) removeSpool(spool);
    } catch {
      // Another run may be removing the same left-over at this moment: then it is gone, as wanted.
    }
  }
}
