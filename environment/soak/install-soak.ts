import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import type { Circus } from '@jest/types';
import { captureCollector } from '../inside/collector';
import { isRepeated } from './circus-copies';
import { writeHeapSnapshot } from './heap-snapshot';
import type { SoakedEnvironment } from './jest-traces';
import { memberOf } from './member-of';
import { lastingEmitters, takeSoakFloor } from './read-floor';
import { FileSoak } from './soak-file';
import type { SoakHost } from './soak-host';
import { SOURCE_MAPS, writeSourceMaps } from './source-maps';
import { SOAK_VARIABLE, type SoakSettings } from './soak-settings';

type Handler = (event: Circus.Event, state: Circus.State) => Promise<void> | void;

/** A test environment, of any make, before Jest asks for its `handleTestEvent`. */
export interface Environment extends SoakedEnvironment {
  handleTestEvent?: Handler;
}

const INSTALLED = Symbol('jest-tidemark soak');

/** Has the tests of the environment's file run again and again once they have all run. Once a file. */
export function installSoak(environment: Environment, file: string, settings: SoakSettings): void {
  if (Object.hasOwn(environment, INSTALLED)) return;
  Object.defineProperty(environment, INSTALLED, { value: hideVariable(environment.global) });
  const soak = new FileSoak(file, settings, environment, thisProcess(environment, file, settings));
  const inherited = environment.handleTestEvent?.bind(environment);
  environment.handleTestEvent = (event, state) => {
    const first = inherited?.(event, state);
    if (SYNCHRONOUS.has(event.name)) return first;
    return Promise.resolve(first).then(() => {
      hide(event);
      return soak.handle(event, state);
    });
  };
}

/** Once the environment's file is over. */
export function uninstallSoak(environment: Environment): void {
  const showVariable = memberOf(environment, INSTALLED);
  if (typeof showVariable === 'function') showVariable();
}

/**
 * A test may start a Jest of its own, whose tests are not to be repeated: neither the process that it
 * would inherit the variable from, nor the copy that the file's `process` has, shows it meanwhile.
 */
function hideVariable(global: object): () => void {
  const value = process.env[SOAK_VARIABLE];
  delete process.env[SOAK_VARIABLE];
  const copy = memberOf(memberOf(global, 'process'), 'env');
  if (typeof copy === 'object' && copy !== null) Reflect.deleteProperty(copy, SOAK_VARIABLE);
  return () => {
    if (value !== undefined) process.env[SOAK_VARIABLE] = value;
  };
}

/** Jest dispatches these while test files are loaded, or errors come in, and awaits nothing. */
const SYNCHRONOUS: ReadonlySet<string> = new Set([
  'start_describe_definition',
  'finish_describe_definition',
  'add_hook',
  'add_test',
  'error',
  'error_handled',
]);

/**
 * Jest's handlers after the environment's tell the reporters of each test that starts and ends. Those of
 * repetitions are given a name that none of them knows.
 */
function hide(event: Circus.Event): void {
  const reported = event.name === 'test_started' || event.name === 'test_done';
  if (reported && isRepeated(event.test)) {
    Object.assign(event, { name: `repeated_${event.name}` });
  }
}

const { setImmediate } = globalThis;

function thisProcess(
  { global }: SoakedEnvironment,
  file: string,
  { directory }: SoakSettings,
): SoakHost {
  const collector = captureCollector(process.versions.node, process.execArgv);
  const name = createHash('sha256').update(file).digest('hex').slice(0, 12);
  const base = path.join(directory, `soak-${name}-${process.pid}`);
  const emitters = lastingEmitters(memberOf(global, 'process'));
  return {
    pid: process.pid,
    epoch: () => Date.now(),
    now: () => performance.now(),
    takeFloor: () => takeSoakFloor(collector, emitters),
    room: () => {
      const { heap_size_limit: limit, used_heap_size: used } = v8.getHeapStatistics();
      return limit - used;
    },
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    snapshot: (number, isLast) => {
      const outcome = writeHeapSnapshot(`${base}-${number}.heapsnapshot`);
      if (isLast) writeSourceMaps(path.join(directory, SOURCE_MAPS));
      return outcome;
    },
    recordOpeners: () => {
      // Loaded where something grows: a file that keeps nothing needs none of it.
      const { RepeatedOpeners } =
        require('../openers/repeated-openers') as typeof import('../openers/repeated-openers');
      return new RepeatedOpeners(emitters, directory, file);
    },
    write: (result) => {
      const target = `${base}.json`;
      mkdirSync(directory, { recursive: true });
      // Whole or not at all: the process may be killed at any moment.
      writeFileSync(`${target}.part`, JSON.stringify(result));
      renameSync(`${target}.part`, target);
    },
  };
}
