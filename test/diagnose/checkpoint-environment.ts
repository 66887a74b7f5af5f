import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Circus } from '@jest/types';
import { TestEnvironment } from '../../environment/index';
import { writeHeapSnapshot } from '../../environment/soak/heap-snapshot';
import { type EnvironmentClass } from '../../environment/with-tidemark';
import { type Checkpoint, type Checkpoints, CHECKPOINTS_VARIABLE } from './checkpoints';

interface Hooks {
  setup(): Promise<void>;
  handleTestEvent?(event: Circus.Event, state: Circus.State): Promise<void> | void;
}

const wanted = JSON.parse(process.env[CHECKPOINTS_VARIABLE] ?? '{}') as Checkpoints;
// One process runs all files: what counts them lasts as long as this module.
let count = 0;

function reach(unit: Checkpoints['unit'], over: number): void {
  if (unit !== wanted.unit || !wanted.at.includes(++count)) return;
  const file = path.join(wanted.directory, `${count}.heapsnapshot`);
  const written = writeHeapSnapshot(file);
  if (written.outcome !== 'written') throw new Error(written.reason);
  const checkpoint: Checkpoint = { file, repetitions: count, over };
  appendFileSync(path.join(wanted.directory, 'taken.ndjson'), `${JSON.stringify(checkpoint)}\n`);
}

/** A watched environment that takes a heap snapshot at certain tests, or before certain files. */
export function withCheckpoints<Base extends EnvironmentClass>(BaseEnvironment: Base): Base {
  const Hooked = BaseEnvironment as unknown as new (...args: unknown[]) => Hooks;

  class CheckpointEnvironment extends Hooked {
    override async setup(): Promise<void> {
      await super.setup();
      reach('files', count);
    }

    override handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> | void {
      const handled = super.handleTestEvent?.(event, state);
      if (event.name === 'test_done') reach('tests', 0);
      return handled;
    }
  }

  return CheckpointEnvironment as unknown as Base;
}

export default withCheckpoints(TestEnvironment);
