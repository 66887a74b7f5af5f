import { readFileSync } from 'node:fs';
import os from 'node:os';
import { cgroupMemoryLimit } from './cgroup-limit';

/** Physical memory and the container's limit (null where there is none), in bytes, of this machine. */
export function systemMemory(): { totalMemory: number; constrainedMemory: number | null } {
  return { totalMemory: os.totalmem(), constrainedMemory: cgroupMemoryLimit(readText) };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // No such control group, or no control groups at all: no limit from there.
  }
}
