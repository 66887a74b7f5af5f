import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LeftBehindRecord } from '../../../src/spool/records';
import { GuardedProject } from './guarded-project';

const projects: GuardedProject[] = [];

function project(name: string): GuardedProject {
  const made = new GuardedProject(name);
  projects.push(made);
  return made;
}

afterEach(() => {
  for (const made of projects.splice(0)) made.remove();
});

function of(records: readonly LeftBehindRecord[], file: string): LeftBehindRecord[] {
  return records.filter((record) => record.path === `__tests__/${file}`);
}

function named(records: readonly LeftBehindRecord[], what: string): LeftBehindRecord | undefined {
  return records.find((record) => record.what === what);
}

/** Line of the source, from 1, that holds a text. */
function lineOf(made: GuardedProject, file: string, text: string): number {
  const lines = readFileSync(path.join(made.folder, file), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

test('a package that patches a core module in each file is named, with who requires it', () => {
  const made = project('guard-patches');
  const { leftBehind, failures } = made.run(['a.test', 'b.test', 'c.test']);
  expect(failures).toEqual([]);
  for (const file of ['a.test.js', 'b.test.js', 'c.test.js']) {
    expect(of(leftBehind, file)).toEqual([
      {
        type: 'left-behind',
        at: expect.any(Number) as number,
        path: `__tests__/${file}`,
        kind: 'property',
        what: 'https.request',
        count: 1,
        realm: 'file',
        place: {
          file: 'node_modules/fake-nock/index.js',
          line: lineOf(made, 'node_modules/fake-nock/index.js', 'function patchedRequest'),
          package: 'fake-nock@1.2.3',
          requiredBy: 'src/client.js',
        },
      },
    ]);
  }
});

test('patches are placed through source maps, bound functions and proxies, and run no code', () => {
  const made = project('guard-patches');
  const { leftBehind, failures, status } = made.run(['d.test']);
  expect({ failures, status }).toEqual({ failures: [], status: 0 });
  const own = '__tests__/d.test.js';
  const at = (file: string, text: string): object => ({
    file,
    line: lineOf(made, file, text),
    package: null,
    requiredBy: null,
  });
  const places = Object.fromEntries(
    leftBehind.map(({ what, realm, place }) => [what, { realm, place }]),
  );
  expect(places).toEqual({
    'EventEmitter.prototype.emit': { realm: 'file', place: at('src/wrap.js', 'tracedEmit') },
    'http.get': { realm: 'file', place: at(own, 'function get()') },
    'net.connect': { realm: 'unknown', place: at(own, 'getPrototypeOf()') },
    'dns.lookup': { realm: 'file', place: null },
    'dns.resolve': { realm: 'file', place: at(own, 'function resolveGetter') },
    'http.globalAgent.tidemarkCache': { realm: 'file', place: null },
    'setTimeout.extra': { realm: 'file', place: at(own, 'class Extra') },
  });
});

test('listeners that stay on shared emitters and channels are counted, wrapped ones too', () => {
  const made = project('guard-listeners');
  const { leftBehind } = made.run();
  for (const file of ['a.test.js', 'b.test.js']) {
    const found = of(leftBehind, file).map(({ what, event, count, realm, place }) => ({
      name: `${what} ${event}`,
      count,
      realm,
      at: `${place?.file}:${place?.line}`,
    }));
    const expected = (name: string, text: string): object => ({
      name,
      count: 2,
      realm: 'file',
      at: `src/app.js:${lineOf(made, 'src/app.js', text)}`,
    });
    expect(found).toHaveLength(3);
    expect(found).toEqual(
      expect.arrayContaining([
        expected('cluster fork', 'onFork'),
        expected('process.stdout error', 'onError'),
        expected('diagnostics_channel http.client.request.start', 'onRequest'),
      ]),
    );
  }
});

test('what a file left open is told after the next file, what the next one opened is not its own', () => {
  const { leftBehind } = project('guard-resources').run();
  const found = of(leftBehind, 'b.test.js').map(({ kind, what, count }) => [kind, what, count]);
  const fromProc = [
    ['child', 'sleep', 1],
    ['fd', '__tests__/b.test.js', 1],
    ['fd', 'socket', 1],
  ];
  expect(found).toEqual(
    expect.arrayContaining([
      ['resource', 'Timeout', 1],
      ...(process.platform === 'linux' ? fromProc : []),
    ]),
  );
  expect(leftBehind.filter((record) => record.path !== '__tests__/b.test.js')).toEqual([]);
});

test.each([['--runInBand'], ['--maxWorkers=2']])(
  'healthy files leave nothing, and only the one that does is told of: %s',
  (mode) => {
    const made = project('guard-healthy');
    writeFileSync(
      path.join(made.folder, '__tests__/leaking.test.js'),
      `test('patches', () => { require('tls').connect = () => {}; });`,
    );
    // Without a limit, tiny files run in band whatever the number of workers.
    const { leftBehind, failures, watched, status } = made.run(
      ['--workerIdleMemoryLimit=1GB'],
      mode,
    );
    expect(status).toBe(0);
    expect(failures).toEqual([]);
    expect(watched).toHaveLength(7);
    expect(leftBehind.map(({ path: file, what }) => [file, what])).toEqual([
      ['__tests__/leaking.test.js', 'tls.connect'],
    ]);
  },
);

test('two files that patch in the same words are each named for their own', () => {
  const made = project('guard-healthy');
  for (const name of ['first', 'second']) {
    writeFileSync(
      path.join(made.folder, `__tests__/${name}.same.test.js`),
      `test('patches', () => { require('tls').connect = () => {}; });`,
    );
  }
  const { leftBehind } = made.run(['same']);
  expect(leftBehind).toHaveLength(2);
  for (const record of leftBehind) expect(record.place?.file).toBe(record.path);
});

test('a file that breaks the modules that the guard itself uses is told of like any other', () => {
  const made = project('guard-healthy');
  writeFileSync(
    path.join(made.folder, '__tests__/breaking.test.js'),
    `test('breaks', () => {
      const broken = () => { throw new Error('broken'); };
      require('util').types.isProxy = broken;
      require('crypto').createHash = broken;
      require('diagnostics_channel').hasSubscribers = broken;
      require('fs').readlinkSync = broken;
    });`,
  );
  const { leftBehind, failures } = made.run(['breaking']);
  expect(failures).toEqual([]);
  expect(leftBehind.map(({ what }) => what).toSorted()).toEqual([
    'crypto.createHash',
    'diagnostics_channel.hasSubscribers',
    'fs.readlinkSync',
    'util.types.isProxy',
  ]);
  expect(named(leftBehind, 'crypto.createHash')?.place?.file).toBe('__tests__/breaking.test.js');
});

test('looking for places leaves V8 coverage as it was', () => {
  const made = project('guard-patches');
  const coverage = ['--coverage', '--coverageProvider=v8', '--coverageReporters=json'];
  const result = path.join(made.folder, 'coverage/coverage-final.json');
  made.jest([...coverage, '--runInBand', '--env=node']);
  const plain: unknown = JSON.parse(readFileSync(result, 'utf8'));
  const { leftBehind } = made.run(coverage);
  expect(named(leftBehind, 'https.request')?.place?.package).toBe('fake-nock@1.2.3');
  expect(JSON.parse(readFileSync(result, 'utf8'))).toEqual(plain);
});

test('a process that is being debugged keeps its inspector to itself', () => {
  const made = project('guard-listeners');
  writeFileSync(
    path.join(made.folder, 'jest.config.js'),
    `require('inspector').open(0, '127.0.0.1'); module.exports = {};`,
  );
  const { leftBehind } = made.run();
  expect(leftBehind).toHaveLength(6);
  expect(leftBehind.every(({ place }) => place === null)).toBe(true);
});
