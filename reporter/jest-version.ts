/** The version of the Jest that runs, asked of the project; `unknown` where it cannot be resolved. */
export function jestVersion(rootDir: string): string {
  try {
    const file = require.resolve('jest/package.json', { paths: [rootDir, __dirname] });
    const { version } = require(file) as { version: string };
    return version;
  } catch {
    return 'unknown'; // Jest can be started without the package `jest` (from jest-cli): no harm in that.
  }
}
