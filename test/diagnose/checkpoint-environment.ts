import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Circus } from '@jest/types';
import { TestEnvironment } from '../../environment/index';
import { writeHeapSnapshot } from '../../environment/soak/heap-snapshot';
import { writeSourceMaps } from '../../environment/soak/source-maps';
import { type EnvironmentClass } from '../../environment/with-tidemark';
import { type Checkpoint, type Checkpoints, CHECKPOINTS_VARIABLE } from './checkpoints';

interface Hooks {
  setup(): Promise<void>;
  handleTestEvent?(event: Circus.Event, state: Circus.State): Promise<void> | void;
}

const wanted = JSON.parse(process.env[CHECKPOINTS_VARIABLE] ?? '{}') as Checkpoints;
// One process runs all files: what counts them lasts as long as this module.
let files = 0;
let tests = 0;
let testsInFile = 0;
let taken = 0;

function take(repetitions: number): void {
  const file = path.join(wanted.directory, `${repetitions}.heapsnapshot`);
  const written = writeHeapSnapshot(file);
  if (written.outcome !== 'written') throw new Error(written.reason);
  const checkpoint: Checkpoint = { file, repetitions, ended: files };
  appendFileSync(path.join(wanted.directory, 'taken.ndjson'), `${JSON.stringify(checkpoint)}\n`);
  // Ids are given anew by it: not before the last.
  if (++taken === wanted.at.length) writeSourceMaps(path.join(wanted.directory, 'maps.json'));
}

function fileStarts(): void {
  if (wanted.unit === 'files' && wanted.at.includes(files)) take(files);
  files++;
}

function onTest(event: Circus.Event, state: Circus.State): void {
  if (wanted.unit !== 'tests') return;
  if (event.name === 'run_start') testsInFile = countTests(state.rootDescribeBlock);
  if (event.name !== 'test_done') return;
  tests++;
  if (wanted.at.some((part) => tests === Math.round(part * testsInFile))) take(tests);
}

const countTests = ({ children }: Circus.DescribeBlock): number =>
  children.reduce((sum, child) => sum + (child.type === 'test' ? 1 : countTests(child)), 0);

/** A watched environment that takes a heap snapshot at certain tests, or before certain files. */
export function withCheckpoints<Base extends EnvironmentClass>(BaseEnvironment: Base): Base {
  const Hooked = BaseEnvironment as unknown as new (...args: unknown[]) => Hooks;

  class CheckpointEnvironment extends Hooked {
    override async setup(): Promise<void> {
      await super.setup();
      fileStarts();
    }

    override handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> | void {
      const handled = super.handleTestEvent?.(event, state);
      onTest(event, state);
      return handled;
    }
  }

  return CheckpointEnvironment as unknown as Base;
}

export default withCheckpoints(TestEnvironment);
