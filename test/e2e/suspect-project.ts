import { JestProject, type JestRun } from './jest-project';

/**
 * Nine test files in band, of which three use a module, and the others do not: too few to show by themselves
 * whether that is growth.
 */
export function projectWhere(
  module: string,
  use: string,
  options: object = {},
  config: object = {},
  count = 9,
) {
  const files = Array.from({ length: count }, (_, index): [string, string] => {
    const test = [1, 3, 5].includes(index) ? use : 'expect(1).toBe(1);';
    return [
      `tests/f${index}.test.js`,
      `test('works', async () => { ${test} await new Promise((r) => setTimeout(r, 50)); });`,
    ];
  });
  return new JestProject(
    { 'src/sessions.js': module, ...Object.fromEntries(files) },
    { reporters: ['default', ['jest-tidemark/reporter', options]], ...config },
  );
}

/** Each sandbox adds a listener to what all share, and so stays alive: too few of them to be sure. */
export const LISTENS = `
const cluster = require('node:cluster');
const sessions = new Map();
cluster.on('fork', function onFork(worker) { sessions.set(worker.id, worker); });
exports.add = (i) => sessions.set(i, { i });
`;
/** The first sandbox of each file stays alive, and no other. */
export const LISTENS_ONCE = `
const cluster = require('node:cluster');
const sessions = new Map();
const event = require('node:path').basename(expect.getState().testPath);
if (cluster.listenerCount(event) === 0) cluster.on(event, (worker) => { sessions.set(worker.id, worker); });
exports.add = (i) => sessions.set(i, { i });
`;
export const USE = `require('../src/sessions').add(1);`;

/** The verdict on Jest's own process. */
export const verdictOf = ({ report }: JestRun) =>
  report?.verdicts.find(({ processId }) => report.processes[0]?.id === processId);
