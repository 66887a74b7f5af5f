import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { InsideOpinion } from '../src/detect/judge';
import type { ObservedProcess } from '../src/series/process';
import { readCsv } from '../src/store/csv';
import { readRecording, type LabelledProcess } from '../src/store/recording';

/** A process of which the right answer is known. */
export interface Case {
  /** Unique, for the lists of misses and false alarms. */
  readonly name: string;
  readonly kind: Kind;
  readonly leaks: boolean;
  readonly process: ObservedProcess;
  /** What was measured inside it; empty as long as recordings hold nothing of the kind. */
  readonly inside: readonly InsideOpinion[];
}

export const kinds = ['in-band', 'main', 'worker', 'child', 'external'] as const;
export type Kind = (typeof kinds)[number];

/** Recordings of a directory, and what is to be said about it. */
export interface CaseSource {
  readonly directory: string;
  readonly found: boolean;
  readonly cases: readonly Case[];
}

const root = path.resolve(__dirname, '../..');

/** The recordings of this project, and larger ones that may lie beside it. */
export function allCases(): readonly CaseSource[] {
  return [
    source('bench/recordings', recordedCases),
    source('../shared/data/recordings', recordedCases),
    source('../shared/data/memorytools', serverCases),
  ];
}

function source(
  directory: string,
  read: (name: string, bytes: Uint8Array) => readonly Case[],
): CaseSource {
  const absolute = path.join(root, directory);
  if (!existsSync(absolute)) return { directory, found: false, cases: [] };
  const files = readdirSync(absolute).filter((file) => file.endsWith('.gz'));
  const cases = files
    .toSorted()
    .flatMap((file) => read(file.replace(/\..*$/, ''), readFileSync(path.join(absolute, file))));
  return { directory, found: true, cases };
}

function recordedCases(name: string, bytes: Uint8Array): readonly Case[] {
  const recorded = readRecording(bytes);
  return recorded.map(({ label, process }) => ({
    name: `${name}/${process.role} ${process.pid}`,
    kind: kindOf(process, recorded),
    leaks: label === 'leak',
    process,
    inside: [],
  }));
}

function kindOf({ role }: ObservedProcess, run: readonly LabelledProcess[]): Kind {
  if (role !== 'jest') return role;
  return run.some(({ process }) => process.role === 'worker') ? 'main' : 'in-band';
}

/**
 * A server under its test suite, three revisions: in 377208 its control process leaks; of 382396 its
 * authors say so, but the series shows one step and is flat beside, so that process is left out.
 */
function serverCases(name: string, bytes: Uint8Array): readonly Case[] {
  const control = 'tdcsarvControl';
  return readCsv(bytes)
    .processes.filter((process) => !(name.includes('382396') && process.name === control))
    .map((process) => ({
      name: `${name}/${process.name} ${process.pid}`,
      kind: 'external',
      // Its other processes of that name lived for 2 to 8 s and did not grow.
      leaks: name.includes('377208') && process.name === control && process.samples > 280,
      process,
      inside: [],
    }));
}
