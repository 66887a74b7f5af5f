import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';

/** Memory after a forced full collection; sizes in bytes, `ts` in ms since the epoch. */
export interface Floor {
  readonly at: 'before-file' | 'in-file' | 'after-file';
  readonly pid: number;
  readonly ts: number;
  readonly file: string;
  readonly tests: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  readonly rss: number;
  readonly nativeContexts: number;
  readonly gcMs: number;
}

type Environment = new (
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
) => JestEnvironment;

const IN_FILE_SPACING_MS = 400;

/**
 * An environment that measures the floor before each file, at test boundaries at least 0.4 s apart, and
 * at the end of each file, one JSON line each in the file named by `TIDEMARK_BENCH_FLOORS`. It collects
 * far too often for real use: it makes reference data.
 */
export function recordFloors(Base: Environment): Environment {
  const path = process.env['TIDEMARK_BENCH_FLOORS'];
  if (path === undefined) throw new Error('TIDEMARK_BENCH_FLOORS names no file.');
  const collect = captureCollector();

  return class FloorRecorder extends Base {
    readonly #file: string;
    #tests = 0;
    #lastAt = 0;

    constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
      super(config, context);
      this.#file = basename(context.testPath);
    }

    override async setup(): Promise<void> {
      await super.setup();
      await this.#measure('before-file');
    }

    override handleTestEvent = async (event: { readonly name: string }): Promise<void> => {
      if (event.name === 'test_done') {
        this.#tests += 1;
        if (Date.now() - this.#lastAt >= IN_FILE_SPACING_MS) await this.#measure('in-file');
      }
      if (event.name === 'run_finish') await this.#measure('after-file');
    };

    async #measure(at: Floor['at']): Promise<void> {
      // Compile jobs pin a dead realm for milliseconds: a wait and a second collection clears it.
      await pause(20);
      collect();
      await pause(20);
      const startedAt = performance.now();
      collect();
      const gcMs = performance.now() - startedAt;
      const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
      const floor: Floor = {
        at,
        pid: process.pid,
        ts: Date.now(),
        file: this.#file,
        tests: this.#tests,
        heapUsed,
        external,
        arrayBuffers,
        rss,
        nativeContexts: v8.getHeapStatistics().number_of_native_contexts,
        gcMs,
      };
      appendFileSync(path, `${JSON.stringify(floor)}\n`);
      this.#lastAt = Date.now();
    }
  };
}

/** A full collection that also lets go of the maps V8 would keep for two more. */
function captureCollector(): () => void {
  v8.setFlagsFromString('--expose-gc');
  const gc: unknown = vm.runInNewContext('gc');
  v8.setFlagsFromString('--no-expose-gc');
  if (typeof gc !== 'function') throw new Error('This Node gives no way to force a collection.');
  return () => {
    v8.setFlagsFromString('--retain-maps-for-n-gc=0');
    try {
      gc();
    } finally {
      v8.setFlagsFromString('--retain-maps-for-n-gc=2');
    }
  };
}
