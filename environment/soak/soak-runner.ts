import { createRequire } from 'node:module';
import { type Environment, installSoak } from './install-soak';
import { soakSettings } from './soak-settings';

/** Names the file of jest-circus's runner, which runs the tests. */
export const RUNNER_VARIABLE = 'TIDEMARK_SOAK_RUNNER';

type TestRunner = (
  globalConfig: unknown,
  config: unknown,
  environment: Environment,
  runtime: unknown,
  testPath: string,
  ...rest: readonly unknown[]
) => Promise<unknown>;

/**
 * A `testRunner` for Jest: jest-circus, with the soak put into whatever environment the file has. So no
 * project needs our environment, and a file's `@jest-environment` stands.
 */
export default async function soakRunner(...args: Parameters<TestRunner>): Promise<unknown> {
  const [, , environment, , testPath] = args;
  const settings = soakSettings(process.env);
  if (settings !== null) installSoak(environment, testPath, settings);
  const file = process.env[RUNNER_VARIABLE] ?? 'jest-circus/runner';
  const loaded: unknown = createRequire(__filename)(file);
  const runner = (loaded as { default?: TestRunner }).default ?? (loaded as TestRunner);
  return runner(...args);
}
