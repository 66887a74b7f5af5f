// What watching costs: the same suite, in pairs, with jest-environment-node and with jest-tidemark.
//   npm run build && node dist/bench/overhead.js [--pairs 10] [--mode band|w2] [--null]
// --null pairs the baseline with itself, which tells how much of a difference is noise.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Pair, pairLine, pairSummary } from './overhead-summary';
import { writeOverheadSuite } from './overhead-suite';
import { type TimedRun, timedRun } from './timed-run';

const MODES = { band: ['--runInBand'], w2: ['--maxWorkers=2'] } as const;
type Mode = keyof typeof MODES;
const root = resolve(__dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '10' },
      mode: { type: 'string' },
      null: { type: 'boolean', default: false },
    },
  });
  const modes = (['band', 'w2'] as const).filter(
    (mode) => values.mode === undefined || values.mode === mode,
  );
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-overhead-'));
  const base = { testEnvironment: 'jest-environment-node', reporters: ['default'] };
  const watched = {
    testEnvironment: join(root, 'dist/environment/index.js'),
    reporters: ['default', join(root, 'dist/reporter/index.js')],
  };
  try {
    const configs = writeOverheadSuite(directory, root, {
      base,
      watched: values.null ? base : watched,
    });
    for (const mode of modes) {
      const pairs = await runPairs(mode, Number(values.pairs), directory, configs);
      console.log(pairSummary(mode, pairs));
    }
    if (!values.null) console.log(lastReport(directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runPairs(
  mode: Mode,
  count: number,
  directory: string,
  configs: Record<keyof Pair, string>,
): Promise<Pair[]> {
  const once = async (flavour: keyof Pair): Promise<TimedRun> => {
    const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--config', configs[flavour]];
    const result = await timedRun([process.execPath, ...jest, ...MODES[mode]], {
      cwd: directory,
      env: { ...process.env, TIDEMARK_OUTPUT_DIRECTORY: join(directory, 'report') },
    });
    if (result.status !== 0) {
      const log = readFileSync(join(directory, 'last-run.log'), 'utf8').slice(-2_000);
      throw new Error(`The ${flavour} run ended with ${result.status}, expected 0:\n${log}`);
    }
    return result;
  };
  await once('base');
  await once('watched');
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index++) {
    // Each goes first in every other pair, so that a drift of the machine favours neither.
    const first = index % 2 === 0 ? 'base' : 'watched';
    const before = await once(first);
    const after = await once(first === 'base' ? 'watched' : 'base');
    pairs.push(
      first === 'base' ? { base: before, watched: after } : { base: after, watched: before },
    );
    console.error(`${mode} pair ${index + 1}: ${pairLine(pairs.slice(-1), ({ cpuMs }) => cpuMs)}`);
  }
  return pairs;
}

/** What the last watched run said of itself: a benchmark of a run that watched nothing is worthless. */
function lastReport(directory: string): string {
  const text = readFileSync(join(directory, 'report', 'report.json'), 'utf8');
  const { run, processes } = JSON.parse(text) as {
    run: { status: string; watchedFiles: number; cost: unknown };
    processes: readonly { role: string; samples: number }[];
  };
  const samples = processes.map(({ role, samples: count }) => `${role} ${count}`).join(', ');
  return `last report: ${run.status}, ${run.watchedFiles} files watched, cost ${JSON.stringify(run.cost)}, samples: ${samples}`;
}

void main();
