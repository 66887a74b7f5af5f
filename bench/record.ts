// Records runs of the test projects as series with labels, the reference data for the detectors.
//   npm run build && node dist/bench/record.js [--out bench/recordings/projects] [--mode band|workers] [--floors] [project ...]
// A recording is the spool of a run with jest-tidemark, and of what ran again of it: all that its verdicts
// are made of. With --floors
// memory is measured at every boundary, which tells what a project really retains and takes long.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { Report, Verdict } from '../src/report/report';
import { answerOf, strongest } from './answer';
import { confirmedAgain, judgedAgain } from './judged-again';
import { jestModes } from './jest-modes';
import { type LeakProject, leakProjectsDirectory, readLeakProjects } from './leak-projects';
import { KEEP_VARIABLE } from './recording-reporter';
import { insideByProcess } from '../src/spool/inside-series';
import { packRun, readRun } from './spool-recording';

const MODES: Readonly<Record<string, readonly string[]>> = jestModes;
const root = resolve(__dirname, '../..');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string', default: join(root, 'bench/recordings/projects') },
      mode: { type: 'string', default: 'band' },
      floors: { type: 'boolean', default: false },
    },
  });
  const chosen = readLeakProjects().filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  mkdirSync(values.out, { recursive: true });
  for (const project of chosen) {
    const run = `${project.name}-${values.mode}${values.floors ? '-floors' : ''}`;
    const recording = await record(run, project, values.mode, values.floors);
    writeFileSync(join(values.out, `${run}.json.gz`), recording);
    console.log(`${run}: ${Math.round(recording.length / 1e3)} kB; ${describe(recording)}`);
  }
}

async function record(
  run: string,
  project: LeakProject,
  mode: string,
  withFloors: boolean,
): Promise<Buffer> {
  const modeOptions = MODES[mode];
  if (modeOptions === undefined) throw new Error(`The mode is band or workers, not "${mode}".`);
  const kept = mkdtempSync(join(tmpdir(), 'tidemark-record-'));
  const rootDir = join(leakProjectsDirectory, project.name);
  const flavour = project.environment === 'jsdom' ? 'jsdom.js' : 'index.js';
  const options = { failOn: 'never', outputDirectory: kept, ...(withFloors ? EVERYWHERE : {}) };
  const config = {
    ...require(join(rootDir, 'jest.config.js')),
    rootDir,
    testEnvironment: join(root, 'dist/environment', flavour),
    reporters: [[join(__dirname, 'recording-reporter.js'), options]],
  };
  try {
    const jest = spawn(
      process.execPath,
      [
        join(root, 'node_modules/jest/bin/jest.js'),
        '--ci',
        `--config=${JSON.stringify(config)}`,
        ...modeOptions,
      ],
      { cwd: rootDir, env: { ...process.env, [KEEP_VARIABLE]: kept }, stdio: 'ignore' },
    );
    const [status] = (await once(jest, 'exit')) as [number | null];
    const expected = project.fails === true ? 1 : 0;
    if (status !== expected) {
      throw new Error(`${project.name} ended with ${status}, expected ${expected}.`);
    }
    const recording = packRun(run, project.name, rootDir, kept);
    checkJudgement(recording, join(kept, 'confirmed.json'));
    return recording;
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}

const EVERYWHERE = { collectionBudget: 1 };

/** A recording is of use only where the rules that judged the run say the same of it again. */
function checkJudgement(recording: Buffer, confirmed: string): void {
  const kindsIn = ({ verdicts }: Report) =>
    verdicts
      .filter(isTold)
      .map(({ processId, kind, signal }) => `${processId} ${kind} ${signal}`)
      .toSorted();
  const isTold = ({ kind }: Verdict) => kind === 'leak' || kind === 'suspect';
  const [then, again] = [
    kindsIn(JSON.parse(readFileSync(confirmed, 'utf8')) as Report),
    kindsIn(confirmedAgain(readRun(recording))),
  ];
  if (isDeepStrictEqual(then, again)) return;
  console.warn(
    `Judged again, it is ${again.join(', ') || 'nothing'}, where it was ${then.join(', ') || 'nothing'}.`,
  );
}

function describe(recording: Buffer): string {
  const run = readRun(recording);
  const inside = insideByProcess(run.contents.logs);
  const parts = judgedAgain(run).processes.map(
    ({ role, samples, peak }) => `${role} ${samples} samples, peak ${megabytes(peak.rss)} MB`,
  );
  for (const { own } of [...inside.values()].flat()) {
    const { floors } = own;
    const [first, last] = [floors[0], floors.at(-1)];
    if (first === undefined || last === undefined) continue;
    parts.push(
      `${floors.length} floors: heap +${megabytes(last.heapUsed - first.heapUsed)} MB, ` +
        `external +${megabytes(last.external - first.external)} MB, realms ${last.realms}`,
    );
  }
  const kinds = (report: Report) => {
    const told = report.verdicts.map(({ kind }) => answerOf(kind));
    return strongest(told) ?? 'nothing';
  };
  const again =
    run.repetitions?.map(({ judged, runs }) => `${judged} ${runs}`).join(', ') ?? 'nothing';
  parts.push(`${kinds(judgedAgain(run))}, confirmed ${kinds(confirmedAgain(run))} (${again})`);
  return parts.join('; ');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

void main();
