import type { EnvironmentClass } from './with-tidemark';
import { withTidemark } from './with-tidemark';

export { withTidemark } from './with-tidemark';

/** Jest's jsdom environment, watched: `testEnvironment: 'jest-tidemark/environment/jsdom'`. */
export const TestEnvironment = withTidemark(jsdomEnvironment());
export default TestEnvironment;

/**
 * jsdom is large and few need it, so it is the user's to install. It is looked for from the project first:
 * a linked or hoisted jest-tidemark may not see it from where it lies.
 */
function jsdomEnvironment(): EnvironmentClass {
  const name = 'jest-environment-jsdom';
  try {
    const file = require.resolve(name, { paths: [process.cwd(), __dirname] });
    const loaded = require(file) as { default: EnvironmentClass };
    return loaded.default;
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new Error(
      `jest-tidemark/environment/jsdom needs the package ${name}, which is not installed in ${process.cwd()}. ` +
        `Install it (npm install --save-dev ${name}), or use jest-tidemark/environment, which needs no DOM.`,
      { cause: error },
    );
  }
}

function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' &&
    error.message.includes(name)
  );
}
