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
      const pairs: Pair[] = [];
      try {
        for (let index = 0; index < Number(values.pairs); index++)
          pairs.push(await runPair(mode, index, directory, configs));
      } finally {
        // Also when a run fails: what was measured until then took minutes.
        console.log(pairSummary(mode, pairs));
      }
    }
    if (!values.null) console.log(lastReport(directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runPair(
  mode: Mode,
  index: number,
  directory: string,
  configs: Record<keyof Pair, string>,
): Promise<Pair> {
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
  if (index === 0) {
    await once('base');
    await once('watched');
  }
  // Each goes first in every other pair, so that a drift of the machine favours neither.
  const baseFirst = index % 2 === 0;
  const first = await once(baseFirst ? 'base' : 'watched');
  const second = await once(baseFirst ? 'watched' : 'base');
  const pair = baseFirst ? { base: first, watched: second } : { base: second, watched: first };
  console.error(`${mode} pair ${index + 1}: ${pairLine([pair], ({ cpuMs }) => cpuMs)}`);
  return pair;
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
