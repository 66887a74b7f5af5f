import { packageOf, pathOf, type ScriptPlace, sourcePlace } from '../../src/diagnose/source-place';

const files: Record<string, string> = {
  '/app/node_modules/plain/package.json': '{ "name": "plain", "version": "1.2.3" }',
  '/app/node_modules/@scope/nested/package.json': '{ "name": "@scope/nested", "version": "4.0.0" }',
  '/app/node_modules/@scope/nested/esm/package.json': '{ "type": "module" }',
  '/app/node_modules/broken/package.json': '{ "name": ',
  '/app/package.json': '{ "name": "app", "version": "0.0.0" }',
};

function readText(file: string): string | null {
  return files[file] ?? null;
}

/** A map of one source whose line n (from 0) lies at line n + shift of the script. */
function map(source: string, shift: number): string {
  const mappings = `${';'.repeat(shift)}AAAA;AACA;AACA;AACA`;
  return JSON.stringify({ version: 3, sources: [source], names: [], mappings });
}

function script(fields: Partial<ScriptPlace>): ScriptPlace {
  return { url: '/app/src/a.js', line: 4, column: 2, sourceMapURL: '', ...fields };
}

test('without a source map, the place in the script itself, counted from 1', () => {
  expect(sourcePlace(script({}), readText)).toEqual({
    file: '/app/src/a.js',
    line: 5,
    package: null,
  });
});

test.each([
  ['inline, base64', `data:application/json;base64,${btoa(map('/app/src/a.ts', 3))}`],
  [
    'inline, with a charset',
    `data:application/json;charset=utf-8;base64,${btoa(map('/app/src/a.ts', 3))}`,
  ],
  ['inline, as text', `data:application/json,${encodeURIComponent(map('/app/src/a.ts', 3))}`],
  ['a relative source', `data:application/json;base64,${btoa(map('a.ts', 3))}`],
  ['a file URL as source', `data:application/json;base64,${btoa(map('file:///app/src/a.ts', 3))}`],
  ['a file beside the script', 'a.js.map'],
])('through a source map: %s', (_, sourceMapURL) => {
  const place = sourcePlace(script({ sourceMapURL }), (file) =>
    file === '/app/src/a.js.map' ? map('a.ts', 3) : readText(file),
  );
  expect(place).toEqual({ file: '/app/src/a.ts', line: 2, package: null });
});

test.each([
  ['no JSON', 'data:application/json,{'],
  ['no map', 'data:application/json,{"version":3}'],
  ['missing file', 'missing.js.map'],
  ['source of a bundler', `data:application/json;base64,${btoa(map('webpack://app/./a.ts', 3))}`],
])('an unusable source map leaves the place in the script: %s', (_, sourceMapURL) => {
  expect(sourcePlace(script({ sourceMapURL }), readText)).toEqual({
    file: '/app/src/a.js',
    line: 5,
    package: null,
  });
});

test('code that lies in no file has no place', () => {
  for (const url of ['', 'node:internal/timers', 'evalmachine.<anonymous>', 'file://%zz']) {
    expect(sourcePlace(script({ url }), readText)).toBeNull();
  }
});

test('a file URL is a path', () => {
  expect(pathOf('file:///app/a%20b.mjs')).toBe('/app/a b.mjs');
});

test.each([
  ['/app/node_modules/plain/lib/deep/x.js', 'plain@1.2.3'],
  ['/app/node_modules/@scope/nested/esm/x.js', '@scope/nested@4.0.0'],
  ['/app/node_modules/broken/x.js', null],
  ['/app/src/x.js', null],
])('the package of %s is %s', (file, expected) => {
  expect(packageOf(file, readText)).toBe(expected);
});
