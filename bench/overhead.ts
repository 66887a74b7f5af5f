// What watching costs: the same suite, in pairs, without jest-tidemark and with it.
//   npm run build && node dist/bench/overhead.js [--pairs 10] [--mode band|w2] [--row NAME] [--null]
// Rows: healthy, across and within (a leak from file to file, or within files; not confirmed, for that has a
// bound of its own), and confirmation (jest-tidemark with it and without it, where there is no suspect).
// --null pairs the baseline with itself, which tells how much of a difference is noise.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bars, type Pair, pairLine, pairSummary, type ToldCost } from './overhead-summary';
import { type SuiteKind, writeOverheadSuite } from './overhead-suite';
import type { Report } from '../src/report/report';
import { strongest, answerOf } from './answer';
import { type TimedRun, timedRun } from './timed-run';

const MODES = { band: ['--runInBand'], w2: ['--maxWorkers=2'] } as const;
type Mode = keyof typeof MODES;
type Flavours = Record<'base' | 'watched', Readonly<Record<string, unknown>>>;

interface Row {
  readonly name: string;
  readonly suite: SuiteKind;
  readonly flavours: Flavours;
  readonly bars: Bars;
}

const root = resolve(__dirname, '../..');
const without = { testEnvironment: 'jest-environment-node', reporters: ['default'] };
const PEAK = 15e6;

const rows: readonly Row[] = [
  {
    name: 'healthy',
    suite: 'healthy',
    flavours: { base: without, watched: watchedWith({}) },
    bars: { ratio: 1.03, peakBytes: PEAK },
  },
  ...(['across', 'within'] as const).map((suite) => ({
    name: suite,
    suite,
    flavours: { base: without, watched: watchedWith({ confirmation: false, failOn: 'never' }) },
    bars: { ratio: 1.06, peakBytes: null },
  })),
  {
    name: 'confirmation',
    suite: 'healthy',
    flavours: { base: watchedWith({ confirmation: false }), watched: watchedWith({}) },
    bars: { ratio: null, peakBytes: null },
  },
];

function watchedWith(options: object): Flavours['watched'] {
  return {
    testEnvironment: join(root, 'dist/environment/index.js'),
    reporters: ['default', [join(root, 'dist/reporter/index.js'), options]],
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '10' },
      mode: { type: 'string' },
      row: { type: 'string' },
      null: { type: 'boolean', default: false },
    },
  });
  const modes = (['band', 'w2'] as const).filter(
    (mode) => values.mode === undefined || values.mode === mode,
  );
  for (const row of rows) {
    if (values.row !== undefined && values.row !== row.name) continue;
    const { base, watched } = row.flavours;
    const flavours = { base, watched: values.null ? base : watched };
    for (const mode of modes) await measure(row, flavours, mode, Number(values.pairs));
  }
}

async function measure(row: Row, flavours: Flavours, mode: Mode, count: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-overhead-'));
  const pairs: Pair[] = [];
  try {
    const configs = writeOverheadSuite(directory, root, row.suite, flavours);
    for (let index = 0; index < count; index++) {
      pairs.push(await runPair(mode, index, directory, configs));
    }
  } finally {
    // Also when a run fails: what was measured until then took minutes.
    console.log(pairSummary(`${row.name}, ${mode}`, pairs, row.bars));
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runPair(
  mode: Mode,
  index: number,
  directory: string,
  configs: Record<keyof Flavours, string>,
): Promise<Pair> {
  const once = async (flavour: keyof Flavours): Promise<TimedRun> => {
    const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--config', configs[flavour]];
    const result = await timedRun([process.execPath, ...jest, ...MODES[mode]], {
      cwd: directory,
      env: { ...process.env, TIDEMARK_OUTPUT_DIRECTORY: join(directory, `report-${flavour}`) },
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
  return { ...pair, told: toldIn(join(directory, 'report-watched', 'report.json')) };
}

/** What a watched run said of itself: a benchmark of a run that watched nothing is worthless. */
function toldIn(file: string): ToldCost | null {
  if (!existsSync(file)) return null; // With --null nothing was watched.
  const { run, verdicts } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  if (run.watchedFiles !== run.files) {
    throw new Error(`Of ${run.files} test files ${run.watchedFiles} were watched.`);
  }
  const verdict = strongest(verdicts.map(({ kind }) => answerOf(kind))) ?? 'nothing';
  return { ...run.cost, verdict };
}

void main();
