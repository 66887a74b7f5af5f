import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { collect } from '../src/collect';
import type { InsideFinding } from '../src/detect/inside-finding';
import { judgeInside, judgeInsideOfRun } from '../src/detect/judge-inside';
import type { Report } from '../src/report/report';
import type { ObservedProcess } from '../src/series/process';
import { readCsv } from '../src/store/csv';
import { readRecording, type LabelledProcess } from '../src/store/recording';
import { insideByProcess } from '../src/spool/inside-series';
import { type Answer, answerOf, strongest } from './answer';
import { confirmedAgain } from './judged-again';
import { type LeakProject, readLeakProjects } from './leak-projects';
import { insideOfPoints, readFloorPoints, retainedIn } from './recorded-floors';
import { readRun } from './spool-recording';

/** A process of which the right answer is known. */
export interface Case {
  /** Unique, for the lists of misses and false alarms. */
  readonly name: string;
  readonly kind: Kind;
  readonly where: Where;
  readonly leaks: boolean;
  readonly process: ObservedProcess;
  /** What was found inside it; empty where the recording was made from outside. */
  readonly inside: readonly InsideFinding[];
  /** Whether it was measured from inside, as jest-tidemark does in every process that runs tests. */
  readonly withFloors: boolean;
  /** What running its suspects again made of it; null where that was not recorded. */
  readonly confirmed: Answer | null;
  /** Bytes that a leak had retained at the end; null where that is not known. */
  readonly retainedBytes: number | null;
}

/** What runs: tests in Jest's own process, Jest beside its workers, a worker, what tests started, no Jest. */
export const kinds = ['in-band', 'main', 'worker', 'child', 'external'] as const;
export type Kind = (typeof kinds)[number];

/** Where the run's memory grows, or would; `outside` for processes that no test runs in. */
export const places = ['across files', 'within a file', 'outside'] as const;
export type Where = (typeof places)[number];

/** Recordings of a directory, and what is to be said about it. */
export interface CaseSource {
  readonly directory: string;
  readonly found: boolean;
  readonly cases: readonly Case[];
}

const SERVER_SAMPLES = 50;
const root = path.resolve(__dirname, '../..');

/** The recordings of this project, and larger ones that may lie beside it. */
export function allCases(): readonly CaseSource[] {
  return [
    source('bench/recordings', recordedCases),
    source('bench/recordings/projects', projectCases),
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
  const floors = insideOfPoints(readFloorPoints(bytes));
  const runTests = recorded.filter(({ process }) =>
    floors.length === 1 ? process.role === 'jest' : process.role === 'worker',
  );
  // Workers are told apart by when they began, on both sides.
  const byStart = runTests.toSorted((a, b) => a.process.firstSeenAt - b.process.firstSeenAt);
  const found = floors.map((own) => judgeInside({ own, earlier: [] }, floors));
  return recorded.map((one) => {
    const { label, process } = one;
    const series = floors[byStart.indexOf(one)];
    return {
      name: `${name}/${process.role} ${process.pid}`,
      kind: kindOf(process, recorded),
      where: whereOf(process, name.startsWith('single-') ? 'within a file' : 'across files'),
      leaks: label === 'leak',
      process,
      inside: found[byStart.indexOf(one)] ?? [],
      withFloors: series !== undefined,
      confirmed: null,
      retainedBytes: series !== undefined && label === 'leak' ? retainedIn(series) : null,
    };
  });
}

/** Runs of test/projects/leaks, with all that was measured from inside. */
function projectCases(name: string, bytes: Uint8Array): readonly Case[] {
  const recorded = readRun(bytes);
  const project = readLeakProjects().find((one) => one.name === recorded.project);
  if (project === undefined) throw new Error(`${name} is of no project of test/projects/leaks`);
  const { contents, jestPid, repetitions } = recorded;
  const processes = collect({ contents, jestPid, failures: [], isAlive: () => false });
  const run = processes.map((process) => ({ process }));
  const found = judgeInsideOfRun(insideByProcess(contents.logs));
  const confirmed = repetitions && confirmedAgain(recorded);
  const leaking = processes.filter((process) => isWhereItHappens(project, process)).length;
  return processes.map((process) => ({
    name: `${name}/${process.role} ${process.pid}`,
    kind: kindOf(process, run),
    where: whereOf(process, project.where === 'across-files' ? 'across files' : 'within a file'),
    leaks: project.kind === 'leak' && isWhereItHappens(project, process),
    process,
    inside: found.get(process.id) ?? [],
    withFloors: true,
    confirmed: confirmed && answerFor(process, confirmed),
    retainedBytes: project.kind === 'leak' ? project.retainedBytes / leaking : null,
  }));
}

/** A process may have more than one verdict, where several things are wrong with it. */
function answerFor({ id }: ObservedProcess, { verdicts }: Report): Answer {
  const own = verdicts.filter(({ processId }) => processId === id);
  return strongest(own.map(({ kind }) => answerOf(kind))) ?? 'nothing';
}

/**
 * A leak is in one kind of process; the others of its run are healthy. The server is started by a test
 * file, as a worker that got none is not, and outlives what ran for a moment to start it.
 */
function isWhereItHappens(
  { where }: LeakProject,
  { role, files, startedBy, samples }: ObservedProcess,
): boolean {
  if (where !== 'child') return files.length > 0;
  return role === 'child' && startedBy !== null && samples > SERVER_SAMPLES;
}

function kindOf({ role }: ObservedProcess, run: readonly Pick<LabelledProcess, 'process'>[]): Kind {
  if (role !== 'jest') return role;
  return run.some(({ process }) => process.role === 'worker') ? 'main' : 'in-band';
}

function whereOf({ role }: ObservedProcess, ofTests: Where): Where {
  return role === 'child' || role === 'external' ? 'outside' : ofTests;
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
      where: 'outside',
      // Its other processes of that name lived for 2 to 8 s and did not grow.
      leaks: name.includes('377208') && process.name === control && process.samples > 280,
      process,
      inside: [],
      withFloors: false,
      confirmed: null,
      retainedBytes: null,
    }));
}
