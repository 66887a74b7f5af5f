type TestRunner = (
  globalConfig: unknown,
  config: unknown,
  environment: import('./install-soak').Environment,
  runtime: unknown,
  testPath: string,
  ...rest: readonly unknown[]
) => Promise<unknown>;

/**
 * A `testRunner` for Jest: jest-circus, with the soak put into whatever environment the file has. So no
 * project needs our environment, and a file's `@jest-environment` stands.
 */
export default async function soakRunner(...args: Parameters<TestRunner>): Promise<unknown> {
  // All is loaded here: while Jest loads a runner it transforms what is required as it does the tests,
  // unless it lies in node_modules, where a linked jest-tidemark does not.
  const { installSoak, uninstallSoak } =
    require('./install-soak') as typeof import('./install-soak');
  const { RUNNER_VARIABLE, soakSettings } =
    require('./soak-settings') as typeof import('./soak-settings');
  const circus = require(process.env[RUNNER_VARIABLE] ?? 'jest-circus/runner') as
    | TestRunner
    | { readonly default: TestRunner };
  const runner = typeof circus === 'function' ? circus : circus.default;
  const [, , environment, , testPath] = args;
  const settings = soakSettings(process.env);
  if (settings !== null) installSoak(environment, testPath, settings);
  try {
    return await runner(...args);
  } finally {
    uninstallSoak(environment);
  }
}
