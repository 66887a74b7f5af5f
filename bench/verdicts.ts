import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Report } from '../src/report/report';
import { type LeakProject, leakProjectsDirectory, readLeakProjects } from './leak-projects';

/**
 * Runs every project of test/projects/leaks with jest-tidemark, and says what was flagged and who was
 * named. Usage: node dist/bench/verdicts.js [--mode band|workers|shuffled] [--runs 1] [name pattern]
 * Exit status 1 where a healthy project is flagged.
 */
const ROOT = path.resolve(__dirname, '../..');
const JEST = path.join(ROOT, 'node_modules/jest/bin/jest.js');
/** The limit makes Jest use workers for short files; it is never reached. */
const MODES: Readonly<Record<string, readonly string[]>> = {
  band: ['--runInBand'],
  workers: ['--maxWorkers=2', '--workerIdleMemoryLimit=64GB'],
  shuffled: [
    '--runInBand',
    '--randomize',
    '--testSequencer',
    path.join(__dirname, 'shuffled-files.js'),
  ],
};

interface Outcome {
  readonly flagged: 'leak' | 'suspect' | 'none';
  readonly signal: string;
  readonly culprits: readonly string[];
}

function run(project: LeakProject, mode: string): Promise<Outcome> {
  const output = mkdtempSync(path.join(os.tmpdir(), 'tidemark-verdicts-'));
  const flavour = project.environment === 'jsdom' ? 'jsdom.js' : 'index.js';
  const args = [
    JEST,
    '--ci',
    '--env',
    path.join(ROOT, 'dist/environment', flavour),
    '--reporters',
    path.join(ROOT, 'dist/reporter/index.js'),
    ...(MODES[mode] ?? []),
  ];
  const jest = spawn(process.execPath, args, {
    cwd: path.join(leakProjectsDirectory, project.name),
    env: { ...process.env, TIDEMARK_OUTPUT_DIRECTORY: output },
    stdio: 'ignore',
  });
  return new Promise((resolve) => {
    jest.on('close', () => {
      const text = readFileSync(path.join(output, 'report.json'), 'utf8');
      rmSync(output, { recursive: true });
      resolve(outcomeOf(JSON.parse(text) as Report));
    });
  });
}

function outcomeOf({ verdicts }: Report): Outcome {
  const [first] = verdicts.filter(({ kind }) => kind === 'leak' || kind === 'suspect');
  return {
    flagged: first?.kind === 'leak' || first?.kind === 'suspect' ? first.kind : 'none',
    signal: first?.signal ?? '',
    culprits: first?.culprits.map((culprit) => culprit.path) ?? [],
  };
}

function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

async function main(): Promise<void> {
  const mode = option('mode', 'band');
  const runs = Number(option('runs', '1'));
  const pattern = new RegExp(
    process.argv
      .slice(2)
      .findLast((word) => !word.startsWith('--') && !/^\d+$/.test(word) && word !== mode) ?? '',
  );
  let falseAlarms = 0;
  let leaks = 0;
  let found = 0;
  let named = 0;
  for (const project of readLeakProjects().filter(({ name }) => pattern.test(name))) {
    for (let i = 0; i < runs; i += 1) {
      const outcome = await run(project, mode);
      const isLeak = project.kind === 'leak';
      const right = isLeak ? outcome.flagged === 'leak' : outcome.flagged !== 'leak';
      if (isLeak) leaks += 1;
      if (isLeak && right) found += 1;
      if (!isLeak && !right) falseAlarms += 1;
      const isNamed = isLeak && outcome.culprits.includes(project.culprit);
      if (right && isNamed) named += 1;
      const mark = right ? ' ' : isLeak ? 'missed' : 'FALSE ALARM';
      const size = isLeak ? `${(project.retainedBytes / 1e6).toFixed(1)} MB` : '';
      console.log(
        [
          project.name.padEnd(34),
          mode.padEnd(8),
          size.padStart(8),
          outcome.flagged.padEnd(8),
          outcome.signal.padEnd(14),
          mark.padEnd(11),
          outcome.culprits[0] ?? '',
          isNamed ? '(right)' : '',
        ].join(' '),
      );
    }
  }
  console.log(
    `\n${mode}: ${found} of ${leaks} leaks flagged, ${named} with the culprit; ${falseAlarms} false alarms`,
  );
  process.exitCode = falseAlarms > 0 ? 1 : 0;
}

void main();
