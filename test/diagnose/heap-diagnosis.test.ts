import {
  conclude,
  type HeapDiagnosis,
  nothingRead,
  takeIn,
} from '../../src/diagnose/heap-diagnosis';
import { indexHeap } from '../../src/diagnose/snapshot/growth';
import { leakingProcess } from './leaking-process';
import { snapshotsOf } from './snapshot/child-snapshots';

const question = { overFiles: [], repeated: 'test' } as const;
const repetitions = [400, 800, 1600];

async function diagnosed(files: { readonly [name: string]: string }): Promise<HeapDiagnosis> {
  const { dir, graphs } = await snapshotsOf(files);
  const checkpoints = graphs.map((graph, at) => ({
    heap: indexHeap(graph, () => false),
    repetitions: repetitions[at] ?? 0,
  }));
  return conclude(checkpoints.reduce(takeIn, nothingRead), question, { rootDir: dir });
}

describe('of a process that leaks', () => {
  let diagnosis: HeapDiagnosis;
  beforeAll(async () => {
    diagnosis = await diagnosed(leakingProcess());
  });

  test('names the containers that grew at each checkpoint, with sizes, growth per run and a sample', () => {
    expect(diagnosis.containers).toEqual([
      {
        path: "module src/app.js .exports .use → function (src/app.js:8) → variable 'sessions' → Map",
        kind: 'Map',
        sizes: repetitions,
        unit: 'entries',
        perRun: 1,
        sample: 'Session (src/app.js:6)',
      },
    ]);
  });

  test('names what holds what was gained, with sizes on the path', () => {
    expect(diagnosis.retainers.map(({ path }) => path)).toEqual([
      "module src/app.js .exports .use → function (src/app.js:8) → variable 'sessions' → Map (400 → 800 → 1,600 entries) → Session (src/app.js:6)",
      "module src/app.js .exports .use → function (src/app.js:8) → variable 'list' → Entry (src/app.js:7)",
    ]);
    expect(diagnosis.retainers[0]?.places).toEqual([
      { file: 'src/app.js', line: null, package: null },
      { file: 'src/app.js', line: 8, package: null },
      { file: 'src/app.js', line: 6, package: null },
    ]);
  });

  test('counts what each run gained, by class', () => {
    const counts = diagnosis.classes.map(({ name, count }) => [name, count]);
    expect(Object.fromEntries(counts)).toMatchObject({ Session: 1, Entry: 1 });
  });

  test('is sure of all of it', () => {
    expect(diagnosis.notes).toEqual([]);
  });
});

test('where ids were given anew between snapshots, it says so and claims nothing', async () => {
  const between = `const session = new (require('node:inspector').Session)();
    session.connect();
    session.disconnect();`;
  const { containers, retainers, notes } = await diagnosed(leakingProcess({ between }));
  expect({ containers, retainers }).toEqual({ containers: [], retainers: [] });
  expect(notes[0]).toMatch(/inspector session was closed/);
});

test('of one snapshot alone it claims nothing', async () => {
  const { dir, graphs } = await snapshotsOf({ 'main.js': 'snapshot();' });
  const [graph] = graphs;
  if (!graph) throw new Error('no snapshot');
  const heap = indexHeap(graph, () => false);
  const sofar = takeIn(nothingRead, { heap, repetitions: 1 });
  expect(conclude(sofar, question, { rootDir: dir })).toMatchObject({
    containers: [],
    classes: [],
    retainers: [],
  });
});
