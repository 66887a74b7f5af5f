import { buildReport } from '../../src/report/build-report';
import { readReport } from '../../src/store/report-reader';
import { grows, judged, observed, ramp, rootDir, run } from '../report/observed';

const judgement = {
  ...judged('leak', grows('anon', 1e6, 17_600)),
  culprits: [
    {
      path: '/project/src/pool.js',
      package: 'pg@8.11.0',
      evidence: 'keeps clients',
      containers: [
        { path: 'Map', kind: 'Map', sizes: [1, 2, 4], unit: 'entries', perRun: 1, sample: 'Row' },
      ],
      classes: [{ name: 'Row', count: 1, bytes: 64 }],
      retainers: [
        { path: 'Map → Row', places: [{ file: 'src/a.js', line: 3, package: null }], realms: 2 },
      ],
    },
  ],
};
const death = { kind: 'signal', file: null, at: 0 } as const;
const report = buildReport({
  judged: [
    { process: observed(1, ramp(41, 96), { death }), judgement },
    { process: observed(2, ramp(41, 42)), judgement: judged('steady') },
    {
      process: observed(3, ramp(41, 42)),
      judgement: {
        ...judged('leak'),
        rate: { value: 3e6, unit: 'bytes/file' },
        exhaustion: { limitBytes: 4e9, inFiles: 300 },
      },
    },
  ],
  run,
  notes: ['a note'],
  rootDir,
});

test('reads what was written, and keeps what it does not know', () => {
  const text = JSON.stringify({ ...report, extra: 1 });
  expect(readReport(text)).toEqual({ report: { ...report, extra: 1 }, problem: null });
});

test('reads a report of a run in which no heap snapshot was taken', () => {
  const bare = { path: 'src/pool.js', package: null, evidence: 'keeps clients' };
  const text = JSON.stringify(withValue(report, ['verdicts', 0, 'culprits'], [bare]));
  expect(readReport(text).problem).toBeNull();
});

type Path = readonly (string | number)[];

/** Every place of a value, below a list's first item only. */
function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))];
}

function withValue(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = withValue(copy[key], rest, replacement);
  return copy;
}

/** Of no use to anyone who tells a report: findings, and what describes a run beside its verdicts. */
const untold =
  /^(extra|run\.(startedAt|durationMs|jestVersion|nodeVersion)|processes\.\d+\.ppid|verdicts\.\d+\.findings)/;

test('every value that is told is held to its form, and the place that breaks it is named', () => {
  const places = placesOf(report).filter((path) => !untold.test(path.join('.')));
  expect(places.length).toBeGreaterThan(60);
  for (const path of places) {
    // Neither text, number, list nor object with members: it fits nowhere.
    const { problem } = readReport(JSON.stringify(withValue(report, path, false)));
    const name = path.join('.').replaceAll(/\.(\d+)/g, '[$1]');
    expect({ path, problem }).toEqual({
      path,
      problem: expect.stringContaining(name === '' ? '"schema"' : name) as string,
    });
  }
});

test.each([
  ['', 'it is no JSON'],
  ['{"schema": "jest-tidemark/rep', 'it is no JSON'],
  ['null', 'its "schema" must be "jest-tidemark/report@1", and there is none'],
  ['{"schema": 7}', 'and it is 7'],
  ['{"schema": "jest-tidemark/report@1"}', 'its run must be an object'],
])('%j is no report', (text, problem) => {
  expect(readReport(text)).toEqual({
    report: null,
    problem: expect.stringContaining(problem) as string,
  });
});
