import path from 'node:path';
import { JestProject } from './jest-project';
import { outcomes, plain, soaked } from './soaked';

jest.setTimeout(240_000);

let project: JestProject;
afterEach(() => project.remove());

describe('a test that leaks is named, and its neighbours are not', () => {
  test('100 B a run, in a test of under a millisecond', async () => {
    project = new JestProject(
      {
        'bytes.test.js': `
          const kept = [];
          const tiny = () => new Array(9).fill(kept.length); // 16 + 72 and 16 bytes, and 8 in kept
          test('before', () => { expect(tiny()).toHaveLength(9); });
          test('keeps 112 bytes', () => { kept.push(tiny()); });
          test('after', () => { expect(1 + 1).toBe(2); });`,
      },
      plain,
    );
    const { status, results } = await soaked(project, ['--time', '60s']);
    expect(status).toBe(1);
    expect(outcomes(results[0]?.tests ?? [])).toEqual({
      before: 'steady',
      'keeps 112 bytes': 'grows',
      after: 'steady',
    });
    const perRun = results[0]?.tests.find(({ outcome }) => outcome === 'grows')?.perRun.heap;
    expect(perRun).toBeGreaterThan(90);
    expect(perRun).toBeLessThan(170);
  });

  test('within describe blocks, by test.each, with Buffers, listeners and timers', async () => {
    project = new JestProject(
      {
        'kinds.test.js': `
          const kept = [];
          const { EventEmitter } = require('events');
          describe('outer', () => {
            beforeAll(() => {}); beforeEach(() => {}); afterEach(() => {}); afterAll(() => {});
            describe('inner', () => {
              test.each(['a', 'b', 'c'])('each %s', (name) => {
                if (name === 'b') kept.push(Buffer.alloc(20_000, 1));
              });
            });
            test('listens', () => { process.on('exit', () => {}); });
            test('cleans up', () => { const f = () => {}; process.on('exit', f); process.off('exit', f); });
          });
          test('waits', () => { setTimeout(() => {}, 1e8); });`,
      },
      plain,
    );
    const { status, results, stderr } = await soaked(project, ['--time', '60s', '--forceExit']);
    const tests = results[0]?.tests ?? [];
    expect({ status, outcomes: outcomes(tests) }).toEqual({
      status: 1,
      outcomes: {
        'outer inner each a': 'steady',
        'outer inner each b': 'grows',
        'outer inner each c': 'steady',
        'outer listens': 'grows',
        'outer cleans up': 'steady',
        waits: 'grows',
      },
    });
    const growing = (name: string) => tests.find((test) => test.name === name)?.growing;
    expect(growing('outer inner each b')).toContain('external');
    expect(growing('outer listens')).toContain('listeners');
    expect(growing('waits')).toContain('handles');
    const openers = (name: string) =>
      (tests.find((test) => test.name === name)?.openers ?? []).map(
        ({ kind, on, file, line, count, perRun }) => ({
          kind,
          on,
          place: `${path.basename(file)}:${line}`,
          isEach: perRun === 1 && count > 1,
        }),
      );
    expect(openers('outer inner each b')).toEqual([]);
    expect(openers('outer listens')).toEqual([
      { kind: 'listener', on: 'process "exit"', place: 'kinds.test.js:11', isEach: true },
    ]);
    expect(openers('waits')).toEqual([{ kind: 'timer', place: 'kinds.test.js:14', isEach: true }]);
    expect(stderr).toContain('6 passed, 6 total');
  });

  test('a leaking hook is told from the tests it is run around', async () => {
    project = new JestProject(
      {
        'hook.test.js': `
          const kept = [];
          describe('server', () => {
            beforeEach(() => { kept.push(new Array(1000).fill(0)); });
            test('one', () => {});
            test('two', () => {});
          });
          test('elsewhere', () => {});`,
      },
      plain,
    );
    const { results } = await soaked(project, ['--time', '30s']);
    expect(outcomes(results[0]?.tests ?? [])).toEqual({
      'hooks of server': 'grows',
      'server one': 'steady',
      'server two': 'steady',
      elsewhere: 'steady',
    });
  });
});
