import { appendFileSync } from 'node:fs';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';
import { SharedStateGuard } from '../../../environment/guard/shared-state-guard';

/** Where the environment writes what the guard tells, one JSON object a line. */
export const OUTPUT_VARIABLE = 'GUARD_TEST_OUTPUT';

// Bound early: the tests of these projects patch `fs`.
const append = appendFileSync.bind(null);
const output = process.env[OUTPUT_VARIABLE] ?? '';
let guard: SharedStateGuard | null = null;

/** Jest's node environment with the guard alone, so that it is tried apart from sampler and spool. */
export default class GuardedEnvironment extends TestEnvironment {
  private readonly path: string;
  private readonly guard: SharedStateGuard;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.path = context.testPath;
    guard ??= new SharedStateGuard({ write: tell, spool: null });
    this.guard = guard;
  }

  override async setup(): Promise<void> {
    await super.setup();
    this.guard.fileStarts(this.path);
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    this.guard.fileEnds(this.path);
    tell({ type: 'file-ended', path: this.path });
  }
}

function tell(record: object): void {
  append(output, `${JSON.stringify(record)}\n`);
}
