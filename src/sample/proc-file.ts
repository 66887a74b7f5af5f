import fs from 'node:fs';
import { codeOf } from '../spool/error-code';

/** Nothing there any more: the process has ended. */
export const GONE = -1;
/** There, but not for us (another user's, or no descriptor to be had). */
export const UNREADABLE = -2;

/** Reads a kept descriptor from its start. Returns the length, `GONE` or `UNREADABLE`. */
export function readKept(descriptor: number, buffer: Buffer): number {
  try {
    return fs.readSync(descriptor, buffer, 0, buffer.length, 0);
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Opens, reads and closes. Returns the length, `GONE` or `UNREADABLE`. */
export function readOnce(file: string, buffer: Buffer): number {
  const descriptor = open(file);
  if (descriptor < 0) return descriptor;
  const length = readKept(descriptor, buffer);
  fs.closeSync(descriptor);
  return length;
}

/** A descriptor to be kept, `GONE` or `UNREADABLE`. */
export function open(file: string): number {
  try {
    return fs.openSync(file, 'r');
  } catch (error) {
    return outcomeOf(error);
  }
}

export function close(descriptor: number): void {
  if (descriptor >= 0) fs.closeSync(descriptor);
}

/** A whole file as text, or null. For what is read once. */
export function readText(file: string): string | null {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return null; // Not on this kernel, or not for us: the caller has another way.
  }
}

function outcomeOf(error: unknown): number {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ESRCH' ? GONE : UNREADABLE;
}
