import type NodeEnvironment from 'jest-environment-node';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The way from a project to the node environment of the Jest it uses. */
const WAY = ['jest/package.json', 'jest-cli/package.json', 'jest-config/package.json'];

/**
 * Jest's node environment in the host's own version. Our dependency allows majors 29 and 30, and npm may
 * place another one beside ours than the one the host's Jest uses: then the host's is right.
 */
export function hostNodeEnvironment(): typeof NodeEnvironment {
  const name = 'jest-environment-node';
  let from = createRequire(path.join(process.cwd(), 'package.json'));
  try {
    for (const step of WAY) from = createRequire(from.resolve(step));
    return (from(name) as { default: typeof NodeEnvironment }).default;
  } catch {
    // Jest was not installed in the usual way (it runs from elsewhere): our own dependency serves.
    return (require(name) as { default: typeof NodeEnvironment }).default;
  }
}
