import { diagnose } from '../../src/diagnose/culprits';
import type { LeftBehind } from '../../src/diagnose/left-behind';

const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `/project/tests/${name}.test.js`);
const found = {
  culprits: files.map((path) => ({ path, evidence: 'Its realm is still alive.' })),
  withinFile: false,
};
const patch = (path: string): LeftBehind => ({
  path,
  kind: 'property',
  what: 'https.request',
  count: 1,
  realm: 'file',
  place: {
    file: '/project/node_modules/agent-base/patch-core.js',
    line: 15,
    package: 'agent-base@4.2.1',
    requiredBy: '/project/src/client.js',
  },
});

it('names the code that the files left behind, once, and how many did', () => {
  const { culprits, cause } = diagnose(found, files.map(patch), []);
  expect(culprits).toEqual([
    {
      path: '/project/node_modules/agent-base/patch-core.js',
      package: 'agent-base@4.2.1',
      evidence:
        'replaces https.request and does not put it back (line 15), required by /project/src/client.js.' +
        ` In 6 test files, first in ${files[0]}.`,
    },
  ]);
  expect(cause?.id).toBe('agent-base-patch');
});

it('says of what was not there before that it is to be taken away', () => {
  const added = files.map(
    (path): LeftBehind => ({ ...patch(path), what: 'fs.mkdirp', added: true }),
  );
  expect(diagnose(found, added, []).culprits[0]?.evidence).toMatch(
    /^adds fs.mkdirp and does not take it away \(line 15\)/,
  );
});

it('leaves out what Jest or a transformer made, and files that are not named', () => {
  const byJest = files.map((path): LeftBehind => ({ ...patch(path), realm: 'process' }));
  const elsewhere = patch('/project/tests/healthy.test.js');
  const { culprits, cause } = diagnose(found, [...byJest, elsewhere], []);
  expect(culprits.map(({ path }) => path)).toEqual(files);
  expect(cause).toBeNull();
});

it('does not blame a patch that one of many leaking files made', () => {
  const { culprits } = diagnose(found, [patch('/project/tests/a.test.js')], []);
  expect(culprits.map(({ path }) => path)).toEqual(files);
});

it('tells what was still open as a hint, with the file', () => {
  const timer = (path: string): LeftBehind => ({
    path,
    kind: 'resource',
    what: 'Timeout',
    count: 2,
    place: null,
  });
  const { culprits } = diagnose(found, [timer(files[0] ?? '')], []);
  expect(culprits[0]?.evidence).toBe(
    'Its realm is still alive. When it ended, these were still open: 2 Timeout.',
  );
  expect(culprits[1]?.evidence).toBe('Its realm is still alive.');
});

it('knows a cause by the flags of Node', () => {
  const { cause } = diagnose(found, [], ['--experimental-vm-modules']);
  expect(cause?.reference).toContain('nodejs/node/issues/63186');
});

describe('growth within a file', () => {
  const [file = ''] = files;
  const within = { culprits: [{ path: file, evidence: 'It grew.' }], withinFile: true };
  const listener: LeftBehind = { ...patch(file), kind: 'listener', what: 'cluster', event: 'fork' };

  it('does not come of what was patched once, nor of what Node keeps of each file', () => {
    const { culprits, cause } = diagnose(within, [patch(file)], ['--experimental-vm-modules']);
    expect(culprits.map(({ path }) => path)).toEqual(files.slice(0, 1));
    expect(cause).toBeNull();
  });

  it('may come of listeners that gather, and not of a single one', () => {
    const nameOf = (count: number) =>
      diagnose(within, [{ ...listener, count }], []).culprits.map(({ path }) => path);
    expect(nameOf(40)).toEqual(['/project/node_modules/agent-base/patch-core.js']);
    expect(nameOf(1)).toEqual([file]);
  });
});
