import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultDiagnosisLimits, diagnoseHeap } from '../../src/diagnose/run-diagnosis';
import { leakingProcess } from './leaking-process';
import { withSnapshots } from './snapshot/child-snapshots';

const limits = defaultDiagnosisLimits;
const writer = path.resolve(__dirname, '../../environment/soak/source-maps.js');
/** Each line comes from the line 10 below in `app.ts`. */
const sourceMap = {
  version: 3,
  sources: ['app.ts'],
  names: [],
  mappings: `AAUA${';AACA'.repeat(20)}`,
};
const program = leakingProcess({
  end: `require(${JSON.stringify(writer)}).writeSourceMaps(__dirname + '/maps.json');`,
});
const files = {
  ...program,
  'src/app.js': `${program['src/app.js']}
//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(sourceMap)).toString('base64')}`,
};

const snapshotsIn = (paths: readonly string[]) =>
  paths.map((file, at) => ({ file, repetitions: 400 * 2 ** at }));

test('reads the snapshots in a process of its own, with lines of the source', async () => {
  const answer = await withSnapshots(files, (paths, rootDir) =>
    diagnoseHeap(
      {
        snapshots: snapshotsIn(paths),
        overFiles: [],
        rootDir,
        sourceMaps: path.join(rootDir, 'maps.json'),
      },
      limits,
    ),
  );
  if (answer.outcome === 'failed') throw new Error(answer.reason);
  expect(answer.diagnosis.containers).toEqual([
    expect.objectContaining({
      path: "module src/app.js .exports .use → function (src/app.ts:18) → variable 'sessions' → Map",
      sizes: [400, 800, 1600],
    }),
  ]);
  expect(answer.diagnosis.outside).toHaveLength(3);
});

test('a snapshot that was cut short or is too large is told, and the others are still read', async () => {
  const [cut, large, late] = await withSnapshots(program, async (paths, rootDir) => {
    const request = { snapshots: snapshotsIn(paths), overFiles: [], rootDir };
    truncateSync(paths[2] ?? '', 1_000_000);
    writeFileSync(path.join(rootDir, 'large.heapsnapshot'), Buffer.alloc(9_000_000));
    const huge = { file: path.join(rootDir, 'large.heapsnapshot'), repetitions: 3200 };
    return [
      await diagnoseHeap(request, limits),
      await diagnoseHeap({ ...request, snapshots: [huge] }, { ...limits, snapshotBytes: 8e6 }),
      await diagnoseHeap(request, { ...limits, timeMs: 10 }),
    ];
  });
  expect(cut).toMatchObject({
    outcome: 'diagnosed',
    diagnosis: {
      containers: [{ sizes: [400, 800] }],
      notes: [
        expect.stringMatching(/ends after 1 MB, before it is complete/),
        expect.stringMatching(/Only two heap snapshots could be compared/),
      ],
    },
  });
  expect(large).toEqual({ outcome: 'failed', reason: expect.stringMatching(/has 9 MB, over/) });
  expect(late).toEqual({
    outcome: 'failed',
    reason: 'The heap snapshots were not read to the end in under 1 s.',
  });
});

test('without a snapshot it says so', async () => {
  const request = { snapshots: [], overFiles: [], rootDir: '/' };
  expect(await diagnoseHeap(request, limits)).toEqual({
    outcome: 'failed',
    reason: 'There is no heap snapshot.',
  });
});
