import path from 'node:path';
import { diagnoseProject } from './checkpoints';

// Some of the projects whose answers are known, in a real Jest; all of them: `node dist/bench/holders.js`.
const projects = path.resolve(__dirname, '../../../test/projects/leaks');
const tests = { unit: 'tests', at: [1 / 4, 1 / 2, 1] } as const;

test('a module that keeps what tests give it: the variable, its file and its sizes', async () => {
  const diagnosis = await diagnoseProject(path.join(projects, 'cache-100b-leak'), tests, {
    scale: 0.1,
  });
  expect(diagnosis).toMatchObject({
    culprit: { file: 'src/quotes.js', line: 4 },
    containers: [
      {
        path: "module src/quotes.js .exports .quote → function (src/quotes.js:4) → variable 'quotes' → Map",
        kind: 'Map',
        sizes: [2000, 4000, 8000],
        unit: 'entries',
        perRun: 200,
        sample: 'Object { currency, … }',
      },
    ],
    retainers: [
      { path: expect.stringMatching(/ Map \(2,000 → 4,000 → 8,000 entries\) → Object$/) },
    ],
    notes: [],
  });
});

test('files that leave a patch of a core module: the function, its file and how many realms it holds', async () => {
  const diagnosis = await diagnoseProject(
    path.join(projects, 'patched-https-leak'),
    { unit: 'files', at: [3, 5, 9] },
    { scale: 0.02 },
  );
  expect(diagnosis.culprit).toEqual({ file: 'src/recorder.js', line: 7, package: null });
  expect(diagnosis.retainers).toEqual([
    {
      path: "Node module 'https' .exports .request → function recordedRequest (src/recorder.js:7) → variable 'original' → function recordedRequest x8",
      places: [{ file: 'src/recorder.js', line: 7, package: null }],
      realms: 7,
    },
  ]);
});

test('TypeScript: the lines are those of the source', async () => {
  const diagnosis = await diagnoseProject(path.join(projects, 'typescript-leak'), tests, {
    scale: 0.1,
  });
  expect(diagnosis).toMatchObject({
    culprit: { file: 'src/memoize.ts', line: 14 },
    containers: [
      {
        path: "module src/shipping.ts .exports .ratesOf → function memoized (src/memoize.ts:14) → variable 'answers' → Map",
        sizes: [250, 500, 1000],
      },
    ],
    notes: [],
  });
});

test('a healthy file: nothing', async () => {
  const diagnosis = await diagnoseProject(path.join(projects, 'cache-1k-healthy'), tests, {
    scale: 0.1,
  });
  expect(diagnosis).toMatchObject({ culprit: null, containers: [], retainers: [], classes: [] });
});
