// Records the test projects as series with labels, the reference data for the detectors.
//   npm run build && node dist/bench/record.js [--out bench/recordings] [--mode band|w2] [--floors] [project ...]
// Each project runs under plain Jest and is sampled from outside; with --floors it is also collected at
// its boundaries, which slows it down and changes its resident set size, so these are runs of their own.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Floor } from './floor-recorder';
import { type LeakProject, leakProjectsDirectory, readLeakProjects } from './leak-projects';
import { type SampledProcess, sampledRun } from './sampled-run';

const MODES: Readonly<Record<string, readonly string[]>> = {
  band: ['--runInBand'],
  // Two workers, even for few and fast files: with a limit that is never reached, Jest forks them.
  w2: ['--maxWorkers=2', '--workerIdleMemoryLimit=64GB'],
};
const root = resolve(__dirname, '../..');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string', default: join(root, 'bench/recordings') },
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
    const recording = await record(project, values.mode, values.floors);
    writeFileSync(
      join(values.out, `${run}.json.gz`),
      gzipSync(JSON.stringify({ run, ...recording })),
    );
    console.log(`${run}: ${describe(recording)}`);
  }
}

interface Recording {
  readonly processes: readonly (SampledProcess & { readonly label: LeakProject['kind'] })[];
  readonly floors?: { readonly label: LeakProject['kind']; readonly points: readonly Floor[] };
}

async function record(project: LeakProject, mode: string, withFloors: boolean): Promise<Recording> {
  const modeOptions = MODES[mode];
  if (modeOptions === undefined) throw new Error(`The mode is band or w2, not "${mode}".`);
  const temporary = mkdtempSync(join(tmpdir(), 'tidemark-record-'));
  const floorFile = join(temporary, 'floors.ndjson');
  const environment =
    project.environment === 'jsdom' ? 'floor-environment-jsdom.js' : 'floor-environment.js';
  const options = withFloors ? ['--env', join(__dirname, environment)] : [];
  try {
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const { status, processes } = await sampledRun(
      [process.execPath, jest, '--ci', ...modeOptions, ...options],
      {
        cwd: join(leakProjectsDirectory, project.name),
        env: { ...process.env, TIDEMARK_BENCH_FLOORS: floorFile },
      },
    );
    const expected = project.fails === true ? 1 : 0;
    if (status !== expected)
      throw new Error(`${project.name} ended with ${status}, expected ${expected}.`);
    const labelled = processes.map((seen) => ({
      ...seen,
      label: isWhereItHappens(project, seen, processes) ? project.kind : ('healthy' as const),
    }));
    if (!withFloors) return { processes: labelled };
    const points = readFileSync(floorFile, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Floor);
    const label = project.where === 'child' ? 'healthy' : project.kind;
    return { processes: labelled, floors: { label, points } };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** A leak is in one kind of process; the others of its run are healthy. */
function isWhereItHappens(
  { where }: LeakProject,
  { role }: SampledProcess,
  all: readonly SampledProcess[],
): boolean {
  if (where === 'child') return role === 'child';
  const runsTests = all.some((other) => other.role === 'jest-worker') ? 'jest-worker' : 'jest-main';
  return role === runsTests;
}

function describe({ processes, floors }: Recording): string {
  const parts = processes.map(({ role, label, rss }) => {
    const quarter = rss[Math.floor(rss.length / 4)] ?? 0;
    return `${role} (${label}) rss ${megabytes(quarter)} MB after a quarter, ${megabytes(Math.max(...rss))} MB at most`;
  });
  const points = floors?.points ?? [];
  const last = points.at(-1);
  const first = points.find(({ at, pid }) => at !== 'before-file' && pid === last?.pid);
  if (first !== undefined && last !== undefined) {
    const grown = (key: 'heapUsed' | 'external') => megabytes((last[key] - first[key]) / 1e3);
    parts.push(
      `floor: heap +${grown('heapUsed')} MB, external +${grown('external')} MB, ` +
        `contexts ${first.nativeContexts} to ${last.nativeContexts}`,
    );
  }
  return parts.join('; ');
}

function megabytes(kilobytes: number): string {
  return (kilobytes / 1e3).toFixed(1);
}

void main();
