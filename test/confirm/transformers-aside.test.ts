import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

let directory: string;
beforeAll(() => (directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-transform-'))));
afterAll(() => rmSync(directory, { recursive: true }));

/** What a process prints that sets a transformer aside, and then calls it as Jest does. */
function answers(transformer: string, calls: string): unknown {
  const file = path.join(directory, 'transformer.js');
  writeFileSync(
    file,
    `const { isMainThread } = require('node:worker_threads'); let calls = 0;\n${transformer}`,
  );
  const script = path.join(directory, 'jest.js');
  writeFileSync(
    script,
    `const { setTransformersAside } = require(${JSON.stringify(path.resolve(__dirname, '../../src/confirm/transformers-aside.js'))});
    const file = ${JSON.stringify(file)};
    setTransformersAside([file]);
    const options = { config: { id: 'x' }, configString: '{}', cacheFS: new Map([['a.js', 'text']]) };
    const made = () => require(file).createTransformer({ word: 'given' });
    (async () => console.log(JSON.stringify(await (${calls})())))();`,
  );
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
}

const CALL = `() => made().process('code', 'a.js', options)`;

it('runs a transformer outside the main thread, with its config', () => {
  const transformer = `exports.createTransformer = ({ word }) => ({
    process: (source, filename, { config, cacheFS }) =>
      ({ code: [source, filename, word, config.id, cacheFS instanceof Map, isMainThread].join() }),
  });`;
  expect(answers(transformer, CALL)).toEqual({ code: 'code,a.js,given,x,true,false' });
});

it('takes one that needs no making, that was compiled from an ES module, or that is asynchronous', () => {
  const transformer = `Object.defineProperty(exports, '__esModule', { value: true });
    exports.default = { processAsync: async (source) => ({ code: source + isMainThread }) };`;
  const calls = `async () => [Object.keys(made()), await made().processAsync('code', 'a.js', options)]`;
  expect(answers(transformer, calls)).toEqual([['processAsync'], { code: 'codefalse' }]);
});

it('asks for the key of the same text once', () => {
  const transformer = `exports.process = () => ''; exports.getCacheKey = (source) => source + (calls += 1);`;
  const calls = `() => ['a', 'a', 'b'].map((text) => made().getCacheKey(text, 'a.js', options))`;
  expect(answers(transformer, calls)).toEqual(['a1', 'a1', 'b2']);
});

it.each([
  ['cannot be loaded in a thread', `if (!isMainThread) throw new Error('no thread');`, ''],
  ['ends its thread', '', `if (!isMainThread) process.exit(0);`],
  ['fails in a thread', '', `process.chdir('/');`],
  ['gives what cannot be sent', '', `if (!isMainThread) return () => {};`],
])('has the real one do what one that %s does not', (_, loaded, called) => {
  const transformer = `${loaded}
    exports.process = (source) => { ${called} return { code: source + isMainThread }; };`;
  expect(answers(transformer, CALL)).toEqual({ code: 'codetrue' });
});

it('lets the real one tell a fault', () => {
  const transformer = `exports.process = () => { throw new SyntaxError('at ' + isMainThread); };`;
  const calls = `() => { try { made().process('code', 'a.js', options); } catch (error) { return String(error); } }`;
  expect(answers(transformer, calls)).toBe('SyntaxError: at true');
});
