import { execFileSync } from 'node:child_process';
import { adviceFor } from '../../src/report/advice';

const child = {
  role: 'child',
  name: 'node',
  pid: 4721,
  startedBy: 'test/orders.test.js',
} as const;

test('of a node child: its test file alone, then heap snapshots', () => {
  expect(adviceFor(child, 'anon', [])).toBe(
    [
      'Run the test file alone and see whether it still grows:',
      '  npx jest --runInBand test/orders.test.js',
      'Compare two heap snapshots in the Memory tab of Chrome DevTools; each "kill -USR2 <pid>" writes one:',
      '  NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2 npx jest --runInBand test/orders.test.js',
    ].join('\n'),
  );
});

test('of a worker: whatever its name, it is Node, and the file is to be found', () => {
  const worker = { role: 'worker', name: 'my title', pid: 4711, startedBy: null } as const;
  const advice = adviceFor(worker, 'rss', []);
  expect(advice).toContain('\n  npx jest --runInBand --logHeapUsage\n');
  expect(advice).toContain('--heapsnapshot-signal=SIGUSR2 npx jest --runInBand');
});

test('a culprit is run rather than the file that started the process', () => {
  const advice = adviceFor(child, 'rss', [{ path: 'test/pool.test.js' }]);
  expect(advice).toContain('  npx jest --runInBand test/pool.test.js\n');
  expect(advice).not.toContain('orders');
});

test.each([
  ['python3.12', 'PYTHONTRACEMALLOC=10 npx jest --runInBand test/orders.test.js'],
  ['java', 'jcmd <pid> GC.class_histogram'],
  ['dotnet', 'dotnet-gcdump collect -p <pid>'],
  ['ruby', 'ObjectSpace.dump_all'],
  ['MainThread', '--heapsnapshot-signal=SIGUSR2'],
  ['postgres', 'heaptrack --pid <pid>'],
  ['nodemon-like-thing', 'heaptrack --pid <pid>'],
])('a child named %s is looked into by %s', (name, command) => {
  expect(adviceFor({ ...child, name }, 'rss', [])).toContain(command);
});

test.each([
  ['fds', 'lsof -p <pid>'],
  ['threads', 'ps -T -p <pid>'],
])('%s are looked into by %s', (signal, command) => {
  expect(adviceFor(child, signal, [])).toContain(`  ${command}`);
});

test('a process watched by its pid is there to be asked, and no test file starts it', () => {
  const external = { role: 'external', name: 'java', pid: 812, startedBy: null } as const;
  expect(adviceFor(external, 'rss', [])).toBe(
    'Compare which classes grow, early and late:\n  jcmd 812 GC.class_histogram',
  );
});

test.each(['test/[id].test.js', "it's here/$(touch x).test.js", 'a;b.test.js'])(
  '%s reaches the command whole, and is no pattern',
  (startedBy) => {
    const command = adviceFor({ ...child, startedBy }, 'fds', []).split('\n')[1] ?? '';
    const words = execFileSync('sh', ['-c', command.replace('npx jest', "printf '%s\\n'")]);
    expect(words.toString().trimEnd().split('\n')).toEqual(
      startedBy.includes(';')
        ? ['--runInBand', startedBy]
        : ['--runInBand', '--runTestsByPath', startedBy],
    );
  },
);
