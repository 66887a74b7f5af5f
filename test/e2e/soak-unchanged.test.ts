import { readFileSync } from 'node:fs';
import path from 'node:path';
import { leaks } from '../../src/soak/soak-result';
import { JestProject } from './jest-project';
import { outcomes, plain, soaked } from './soaked';

jest.setTimeout(240_000);

let project: JestProject;
afterEach(() => project.remove());

const keep = `
  const { writeFileSync } = require('fs');
  module.exports = (results) => {
    writeFileSync(process.env.KEPT, JSON.stringify(results));
    return results;
  };`;

/** All that Jest can do with tests; each of them keeps nothing. */
const everything = `
  const log = jest.fn();
  let runs = 0;
  beforeAll(() => { log('file'); });
  describe('hooks', () => {
    let server;
    beforeAll(() => { server = { requests: 0 }; });
    beforeEach(() => { server.requests += 1; });
    afterAll(() => { server = null; });
    test('once', () => { expect(server.requests).toBe(1); });
    test('twice', () => { expect(server.requests).toBe(2); });
  });
  test.each([[1, 2], [2, 4]])('doubles %i', (n, twice) => { expect(2 * n).toBe(twice); });
  test('snapshots', () => {
    expect({ a: 1 }).toMatchSnapshot();
    expect([1]).toMatchSnapshot();
    expect('x').toMatchInlineSnapshot(\`"x"\`);
  });
  test('fake timers', () => {
    jest.useFakeTimers();
    const called = jest.fn();
    setTimeout(called, 1000);
    jest.advanceTimersByTime(1000);
    expect(called).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });
  test('a mock that is never cleared', () => { log('x'.repeat(100)); expect(log).toHaveBeenCalled(); });
  test('a spy', () => { jest.spyOn(Math, 'random').mockReturnValue(1); Math.random(); Math.random.mockRestore(); });
  test('prints', () => { console.log('printed once'); });
  test('done', (done) => { setTimeout(done, 1); });
  test.concurrent('concurrent 1', async () => { await new Promise((r) => setTimeout(r, 1)); });
  describe('within', () => { test.concurrent('concurrent 2', async () => {}); });
  test.failing('fails, as it should', () => { throw new Error('expected'); });
  test('counts assertions', () => { expect.assertions(1); expect(1).toBe(1); });
  test.skip('skipped', () => {});
  test.todo('todo');
  test('only the first time', () => { runs += 1; expect(runs).toBe(1); });
  afterAll(() => { process.stderr.write('afterAll ran with ' + runs + '\\n'); });`;
const snapshots = `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing

exports[\`gone 1\`] = \`1\`;

exports[\`snapshots 1\`] = \`
{
  "a": 1,
}
\`;

exports[\`snapshots 2\`] = \`
[
  1,
]
\`;
`;

/** Of what Jest tells a `testResultsProcessor`. */
interface JestJson {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly snapshot: object;
  readonly testResults: readonly {
    readonly testResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly numPassingAsserts: number;
    }[];
  }[];
}

const counts = (stderr: string) => {
  const [, result] = /(\nTests: [^]*?)\nTime:/.exec(stderr) ?? [];
  return result;
};

test('results, snapshots and output are those of a normal run, and nothing healthy is flagged', async () => {
  project = new JestProject(
    { 'every.test.js': everything, '__snapshots__/every.test.js.snap': snapshots },
    { ...plain, testResultsProcessor: './keep.js' },
  );
  project.write('keep.js', keep);
  const normal = await project.run({ args: ['--ci'], env: { KEPT: 'normal.json' } });
  const jsonOf = (name: string) =>
    JSON.parse(readFileSync(path.join(project.directory, name), 'utf8')) as JestJson;
  const results = (name: string) => {
    const { testResults, snapshot, ...rest } = jsonOf(name);
    return {
      passed: rest.numPassedTests,
      pending: rest.numPendingTests,
      todo: rest.numTodoTests,
      snapshot,
      tests: testResults[0]?.testResults.map(({ fullName, status, numPassingAsserts }) => [
        fullName,
        status,
        numPassingAsserts,
      ]),
    };
  };
  const {
    status,
    stderr,
    results: soak,
  } = await soaked(project, ['--ci', '--time=20s'], { KEPT: 'soaked.json' });
  expect(counts(stderr)).toBeDefined();
  expect(counts(stderr)).toBe(counts(normal.stderr));
  expect(stderr.match(/printed once/g)).toHaveLength(1);
  expect(stderr.match(/afterAll ran/g)).toHaveLength(1);
  expect(results('soaked.json')).toEqual(results('normal.json'));
  // An obsolete snapshot fails a run with --ci, soaked or not.
  expect({ normal: normal.status, soaked: status }).toEqual({ normal: 1, soaked: 2 });
  expect(soak.filter(leaks)).toEqual([]);
  const tests = outcomes(soak[0]?.tests ?? []);
  expect(Object.keys(tests)).toHaveLength(15);
  expect(new Set(Object.values(tests))).toEqual(new Set(['steady', 'not-repeatable']));
  expect(tests['only the first time']).toBe('not-repeatable');
  expect(Object.values(tests).filter((outcome) => outcome !== 'steady')).toHaveLength(1);
});
