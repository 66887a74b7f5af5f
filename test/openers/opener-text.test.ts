import { openersBelow, openersInSource } from '../../src/openers/opener';
import { openerAdvice, openerEvidence } from '../../src/openers/opener-text';
import { at } from './census';

const MAP = Buffer.from(
  JSON.stringify({ version: 3, sources: ['pool.ts'], names: [], mappings: ';;;;;;IAWE' }),
).toString('base64');
const files: Readonly<Record<string, string>> = {
  '/maps.json': JSON.stringify({
    '/p/src/pool.ts': `data:application/json;base64,${MAP}`,
  }),
  '/p/node_modules/tiny-pool/package.json': '{ "name": "tiny-pool", "version": "1.2.3" }',
};
const context = {
  sourceMaps: '/maps.json',
  readText: (file: string) => files[file] ?? null,
};
const inSource = (all: Parameters<typeof openersInSource>[0]) =>
  openersBelow('/p', openersInSource(all, context));
const grown = { kind: 'thread', through: null, count: 1200, perRun: 1 } as const;

test('is told by the line of the source, through the source map', () => {
  const place = { file: '/p/src/pool.ts', line: 6, column: 6 };
  const [opener] = inSource([{ ...grown, at: place }]);
  expect(opener).toMatchObject({ file: 'src/pool.ts', line: 12, package: null });
});

test('says what is open, by how much it grows, and how to end it', () => {
  const [opener] = inSource([{ ...grown, at: at('/p/src/a.js') }]);
  if (opener === undefined) throw new Error('no opener');
  expect(openerEvidence(opener, 'test')).toBe(
    'starts worker threads that still run: 1,200, one more with each test (line 7).',
  );
  expect(openerEvidence({ ...opener, perRun: 2.5 }, 'file')).toContain('2.5 more with each run');
  expect(openerAdvice(opener)).toBe(
    'Look at src/a.js:7. End each worker thread that it starts: await worker.terminate() when its work is done, or in afterEach.',
  );
});

test('names the package by which the code of the project does it', () => {
  const through = at('/p/node_modules/tiny-pool/index.js', 3);
  const [opener] = inSource([{ ...grown, at: at('/p/src/a.js'), through }]);
  if (opener === undefined) throw new Error('no opener');
  expect(openerEvidence(opener, 'test')).toContain(
    '(line 7, through tiny-pool@1.2.3 (node_modules/tiny-pool/index.js:4))',
  );
});
