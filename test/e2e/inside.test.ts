import { JestProject } from './jest-project';

let project: JestProject | null = null;
afterEach(() => project?.remove());

const WORK = `test('works', () => {
  const until = performance.now() + 60;
  let list = [];
  while (performance.now() < until) list = Array.from({ length: 1000 }, (_, i) => ({ i }));
  expect(list).toHaveLength(1000);
});`;
const LEAK = `setInterval(() => module, 1000).unref();\n${WORK}`;

const files = (count: number, text: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index + 1}.test.js`, text]));

it.each([
  ['in band', ['-i']],
  ['in workers', ['-w', '2']],
  ['in worker threads', ['-w', '2', '--workerThreads']],
])(
  'fails the run for realms that outlive their files, and names the files, %s',
  async (_how, args) => {
    project = new JestProject(files(16, LEAK), {
      // Makes Jest use workers for so few files.
      workerIdleMemoryLimit: '2GB',
      // On a busy machine the end of a worker has no time for three collections: let it look at every boundary.
      reporters: ['default', ['jest-tidemark/reporter', { collectionBudget: 1 }]],
    });
    const run = await project.run({ args });
    expect(run.status).toBe(1);
    const leak = run.report?.verdicts.find(({ kind }) => kind === 'leak');
    expect(leak).toMatchObject({ signal: 'realms', rate: { value: 1, unit: 'count/file' } });
    expect(leak?.culprits.map(({ path }) => path)).toContainEqual(
      expect.stringMatching(/^\d+\.test\.js$/),
    );
  },
);

it.each([
  ['in band', ['-i']],
  ['in workers', ['-w', '2']],
])('passes the same files where they leave nothing behind, %s', async (_how, args) => {
  project = new JestProject(files(16, WORK), { workerIdleMemoryLimit: '2GB' });
  const run = await project.run({ args });
  expect(run.status).toBe(0);
  expect(run.report?.verdicts.filter(({ kind }) => kind === 'leak' || kind === 'suspect')).toEqual(
    [],
  );
});
