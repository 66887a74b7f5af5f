import { JestProject } from './jest-project';

const files = {
  'a.test.js': `test('works', () => new Promise((resolve) => setTimeout(resolve, 300)));`,
  'b.test.js': `test('works', () => new Promise((resolve) => setTimeout(resolve, 300)));`,
};

let project: JestProject;
afterEach(() => project.remove());

const occurrences = (text: string, part: string) => text.split(part).length - 1;

it.each([
  ['an unknown option', { intervall: 50 }, ['intervall', 'interval']],
  ['an ill-typed option', { interval: 'often' }, ['interval', 'often']],
  ['a value that is not allowed', { failOn: 'always' }, ['failOn', 'always', 'suspect']],
  ['a value out of range', { rSquared: 2 }, ['rSquared', '2']],
])('refuses %s before any test runs', async (_name, options, parts) => {
  project = new JestProject(files, { reporters: ['default', ['jest-tidemark/reporter', options]] });
  const run = await project.run();
  expect(run.status).toBe(1);
  for (const part of parts) expect(run.stderr).toContain(part);
  expect(run.stderr).not.toContain('PASS');
});

it('says once how to complete the set-up where the reporter is missing', async () => {
  project = new JestProject(files, { reporters: ['default'], workerIdleMemoryLimit: '4GB' });
  const run = await project.run({ args: ['-w', '2'] });
  expect(run.status).toBe(0);
  expect(occurrences(run.stderr, "'jest-tidemark/reporter'")).toBe(1);
  expect(run.report).toBeNull();
});

it('says once how to complete the set-up where the environment is missing', async () => {
  project = new JestProject(files, { testEnvironment: 'node' });
  const run = await project.run();
  expect(run.status).toBe(0);
  expect(occurrences(run.stderr, "'jest-tidemark/environment'")).toBe(1);
  expect(run.report?.run).toMatchObject({ files: 2, watchedFiles: 0 });
  expect(run.report?.processes).toMatchObject([{ role: 'jest' }]);
});

it('names the missing package where jsdom is not installed', async () => {
  project = new JestProject(
    {
      'a.test.js': files['a.test.js'],
      'hide-jsdom.js': `
      const { Module } = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (request, ...rest) {
        if (request === 'jest-environment-jsdom') {
          throw Object.assign(new Error("Cannot find module '" + request + "'"), { code: 'MODULE_NOT_FOUND' });
        }
        return resolve.call(this, request, ...rest);
      };`,
    },
    { testEnvironment: 'jest-tidemark/environment/jsdom' },
  );
  const run = await project.run({ nodeArgs: ['--require', './hide-jsdom.js'] });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('npm install --save-dev jest-environment-jsdom');
});

it('passes every hook on to the class it wraps', async () => {
  project = new JestProject(
    {
      'environment.js': `
      const { TestEnvironment } = require('jest-environment-node');
      const { withTidemark } = require('jest-tidemark/environment');
      class Base extends TestEnvironment {
        constructor(config, context) { super(config, context); this.seen = ['constructor']; this.global.seen = this.seen; }
        async setup() { await super.setup(); this.seen.push('setup'); }
        async teardown() { console.log('seen ' + this.seen.join(' ')); await super.teardown(); }
        handleTestEvent(event) { if (event.name === 'test_start' || event.name === 'add_test') this.seen.push(event.name); }
        exportConditions() { return ['custom', ...super.exportConditions()]; }
      }
      module.exports = withTidemark(Base);`,
      'node_modules/conditional/package.json': JSON.stringify({
        name: 'conditional',
        exports: { custom: './custom.js', default: './default.js' },
      }),
      'node_modules/conditional/custom.js': `module.exports = 'custom';`,
      'node_modules/conditional/default.js': `module.exports = 'default';`,
      'a.test.js': `test('is hooked', () => { expect(seen).toEqual(['constructor', 'setup', 'add_test', 'test_start']); expect(require('conditional')).toBe('custom'); });`,
    },
    { testEnvironment: './environment.js' },
  );
  const run = await project.run();
  expect(run.stdout + run.stderr).toContain('seen constructor setup add_test test_start');
  expect(run.status).toBe(0);
  expect(run.report?.run.watchedFiles).toBe(1);
});
