import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bodies } from './overhead-bodies';

/**
 * `healthy`: nothing grows. `across`: each file leaves a listener on cluster, which holds its realm.
 * `within`: two long files, in which each test leaves 24 kB with a module.
 */
export type SuiteKind = 'healthy' | 'across' | 'within';

const FILES = 36;
/** One for each worker; the work in all is the same. */
const LONG_FILES = 2;

/**
 * Writes a suite of 1,500 tests, about 18 s of CPU, into an empty directory: 36 files, or 2 long ones. The
 * work is fixed and the files always run in the same order.
 *
 * `root` is this repository, for its node_modules. Returns a Jest configuration for each key of
 * `flavours`; they differ by the given settings only.
 */
export function writeOverheadSuite<Flavour extends string>(
  directory: string,
  root: string,
  kind: SuiteKind,
  flavours: Readonly<Record<Flavour, Readonly<Record<string, unknown>>>>,
): Record<Flavour, string> {
  mkdirSync(path.join(directory, 'tests'), { recursive: true });
  bodies.forEach((body, index) => writeFileSync(path.join(directory, `body-${index}.js`), body));
  writeFileSync(path.join(directory, 'audit.js'), AUDIT);
  writeFileSync(path.join(directory, 'history.js'), HISTORY);
  const files = kind === 'within' ? LONG_FILES : FILES;
  for (let file = 0; file < files; file++) {
    const name = `${String(file).padStart(2, '0')}.test.js`;
    const body = `const body = require('../body-${file % bodies.length}');\n`;
    const text = kind === 'within' ? LONG_FILE : body + CALLS[kind];
    writeFileSync(path.join(directory, 'tests', name), text);
  }
  writeFileSync(path.join(directory, 'by-name.js'), BY_NAME);
  // Jest 30.5 looks for one above the working directory even when --config is given.
  writeFileSync(path.join(directory, 'package.json'), '{}');
  const common = {
    rootDir: directory,
    modulePaths: [path.join(root, 'node_modules')],
    transform: {},
    testSequencer: path.join(directory, 'by-name.js'),
    cacheDirectory: path.join(directory, 'cache'),
    testTimeout: 60_000,
  };
  const paths = Object.entries<Readonly<Record<string, unknown>>>(flavours).map(
    ([flavour, settings]) => {
      const config = path.join(directory, `${flavour}.config.json`);
      writeFileSync(config, JSON.stringify({ ...common, ...settings }));
      return [flavour, config];
    },
  );
  return Object.fromEntries(paths) as Record<Flavour, string>;
}

const CALLS = {
  healthy: 'body();\n',
  across: "require('../audit').start();\nbody();\n",
} as const;

const LONG_FILE = `
const bodies = [${bodies.map((_, index) => `require('../body-${index}')`).join(', ')}];
const { remember } = require('../history');
for (let part = 0; part < ${FILES / LONG_FILES}; part++) {
  describe('part ' + part, bodies[part % bodies.length]);
}
afterEach(() => remember(expect.getState().currentTestName));
`;

const AUDIT = `
const cluster = require('node:cluster');
const seen = [];
exports.start = () => cluster.on('fork', (worker) => seen.push(worker.id));
`;

const HISTORY = `
const history = [];
exports.remember = (name) => history.push({ name, steps: Array.from({ length: 3_000 }, (_, i) => i / 2) });
`;

/** Jest orders by the durations of earlier runs, which would differ between the two flavours. */
const BY_NAME = `
const Sequencer = require(${JSON.stringify(require.resolve('@jest/test-sequencer'))}).default;
module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};
`;
