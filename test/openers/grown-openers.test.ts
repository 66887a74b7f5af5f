import { grownOpeners } from '../../src/openers/grown-openers';
import { relevantOpeners } from '../../src/openers/relevant-openers';
import { at, census, open } from './census';

test('is who has more open at the end than half the way, and there more than at a quarter', () => {
  const censuses = [0, 3, 6, 12].map((runs) => census(runs, open(runs + 1)));
  expect(grownOpeners(censuses)).toEqual([
    { kind: 'thread', at: at('/p/src/a.js'), through: null, count: 13, perRun: 1 },
  ]);
});

test.each([
  ['opened all at the beginning', [0, 8, 8, 8]],
  ['opens at the end', [0, 0, 0, 8]],
  ['closes again', [2, 3, 8, 6]],
  ['has one more, by chance', [0, 0, 0, 1]],
])('is nobody who %s', (_, counts) => {
  const censuses = counts.map((count, index) => census([0, 3, 6, 12][index] ?? 0, open(count)));
  expect(grownOpeners(censuses)).toEqual([]);
});

test('a single test is enough where all that it opened is open still', () => {
  expect(grownOpeners([census(0), census(1, open(500))])).toMatchObject([
    { count: 500, perRun: 500 },
  ]);
});

test('counts together what one place opened for many callers', () => {
  const called = (line: number) =>
    open(2, { places: [at('/p/src/a.js'), at('/p/a.test.js', line)] });
  const censuses = [census(2, called(1)), census(4, called(1), called(2))];
  expect(grownOpeners(censuses)).toMatchObject([{ count: 4, perRun: 1 }]);
});

test('names the code of the project that opens through a package, and the package', () => {
  const places = [
    at('/p/node_modules/express/lib/application.js', 634),
    at('/p/src/app.js'),
    at('/p/a.test.js'),
  ];
  const censuses = [0, 2, 4].map((runs) => census(runs, open(runs, { kind: 'server', places })));
  expect(grownOpeners(censuses)).toEqual([
    { kind: 'server', at: at('/p/src/app.js'), through: places[0], count: 4, perRun: 1 },
  ]);
});

test('leaves out what comes with another thing, and what is little beside the most', () => {
  const child = { kind: 'child', places: [at('/p/src/spawn.js')] } as const;
  const censuses = [0, 10, 20, 40].map((runs) =>
    census(
      runs,
      open(runs, child),
      // Its pipes; and the server's end of each socket.
      open(3 * runs, { ...child, kind: 'socket' }),
      open(runs, { kind: 'socket', places: [at('/p/src/client.js')] }),
      open(runs, { kind: 'connection', places: [at('/p/src/server.js')] }),
      open(Math.ceil(runs / 20), { kind: 'timer', places: [at('/p/src/poll.js')] }),
    ),
  );
  expect(grownOpeners(censuses).map(({ kind, at: { file } }) => [kind, file])).toEqual([
    ['child', '/p/src/spawn.js'],
    ['socket', '/p/src/client.js'],
  ]);
});

test('of threads only what starts threads is to blame, of descriptors also threads', () => {
  const file = { kind: 'file', places: [at('/p/src/file.js')] } as const;
  const censuses = [0, 2, 4].map((runs) => census(runs, open(runs), open(9 * runs, file)));
  const of = (signal: string) => relevantOpeners(censuses, signal).map(({ kind }) => kind);
  expect(of('threads')).toEqual(['thread']);
  expect(of('fds')).toEqual(['file', 'thread']);
});
