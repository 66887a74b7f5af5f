import { JestProject } from './jest-project';

/** Twelve test files that do the same through one module. */
function filesThat(module: string, test: string): Record<string, string> {
  const names = Array.from({ length: 12 }, (_, index) => `tests/orders-${index + 1}.test.js`);
  const files = names.map((name) => [
    name,
    `const orders = require('../src/orders');
     test('orders', async () => { ${test} await new Promise((resolve) => setTimeout(resolve, 100)); });`,
  ]);
  return { 'src/orders.js': module, ...(Object.fromEntries(files) as Record<string, string>) };
}

const PATCHED = `
const https = require('node:https');
const original = https.request;
https.request = function patchedRequest(...args) { return original.apply(this, args); };
exports.order = () => new Array(20_000).fill(0).map((_, i) => ({ i }));
`;
const RESTORED = `${PATCHED}
exports.restore = () => { https.request = original; };
`;

describe.each([
  ['in band', {}, ['--runInBand']],
  ['in workers', { workerIdleMemoryLimit: '4GB' }, ['-w', '2']],
  [
    'in workers that are replaced after each file',
    { workerIdleMemoryLimit: '1MB' },
    ['-w', '1', '--no-runInBand'],
  ],
] as const)('test files %s', (mode, config, args) => {
  let project: JestProject;
  afterEach(() => project.remove());

  it('that leave their realm behind fail the run, and the module that did it is named', async () => {
    // On a busy machine the end of a worker has no time for three collections: let it look at every boundary.
    const reporters = ['default', ['jest-tidemark/reporter', { collectionBudget: 1 }]];
    project = new JestProject(filesThat(PATCHED, 'orders.order();'), {
      ...config,
      ...(mode === 'in band' ? {} : { reporters }),
    });
    const run = await project.run({ args });
    const replaced = mode.includes('replaced');
    // A new process for each file keeps nothing of the last: nothing grows.
    expect({
      status: run.status,
      stderr: run.status === (replaced ? 0 : 1) ? '' : run.stderr,
    }).toEqual({
      status: replaced ? 0 : 1,
      stderr: '',
    });
    const leaks = run.report?.verdicts.filter(({ kind }) => kind === 'leak') ?? [];
    expect(leaks.length > 0).toBe(!replaced);
    for (const leak of leaks) {
      expect(leak).toMatchObject({ signal: 'realms', rate: { unit: 'count/file' } });
      expect(leak.culprits).toMatchObject([{ path: 'src/orders.js' }]);
      expect(leak.culprits[0]?.evidence).toContain('https.request');
    }
  });

  it('that undo what they did are left alone', async () => {
    project = new JestProject(filesThat(RESTORED, 'orders.order(); orders.restore();'), config);
    const run = await project.run({ args });
    expect({ status: run.status, stderr: run.status === 0 ? '' : run.stderr }).toEqual({
      status: 0,
      stderr: '',
    });
    expect(
      run.report?.verdicts.filter(({ kind }) => kind === 'leak' || kind === 'suspect'),
    ).toEqual([]);
  });
});

it('leaves tests that use WeakRef and FinalizationRegistry, and V8 flags, as they are', async () => {
  const test = `
    const held = {};
    test('a WeakRef to what is held stays', () => { expect(new WeakRef(held).deref()).toBe(held); });
    test('no gc is handed to the sandbox', () => { expect(typeof gc).toBe('undefined'); expect(typeof globalThis.gc).toBe('undefined'); });
    test('a registry of what is held stays quiet', async () => {
      const called = jest.fn();
      new FinalizationRegistry(called).register(held, 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(called).not.toHaveBeenCalled();
    });`;
  const project = new JestProject(
    Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`f${i}.test.js`, test])),
  );
  const run = await project.run({ args: ['--runInBand'] });
  expect(run.stderr).toContain('24 passed, 24 total');
  expect(run.status).toBe(0);
  project.remove();
});
