import path from 'node:path';
import { grows, judged, observed, ramp, rootDir, run, startedAt } from '../report/observed';
import { main, orders, printed, reportOf, short, worker } from './reports';

describe('a healthy run', () => {
  test('has one line', () => {
    expect(printed(reportOf([main, worker]))).toBe(
      'Memory:      steady — 2 processes over 42 test files, peak 312 MiB (worker 4711), watching cost 0.6 % CPU\n',
    );
  });

  test('tells what was too short to be judged', () => {
    const died = {
      process: observed(9, ramp(3, 4), { name: 'sh' }),
      judgement: judged('inconclusive'),
    };
    expect(printed(reportOf([main, short, short, died]), { columns: 80 })).toBe(
      `Memory:      steady — 4 processes over 42 test files, peak 122 MiB (jest 4700),
             watching cost 0.6 % CPU, 2 not judged (lived under 10 s), 1 not
             judged (report.json says why)
`,
    );
  });

  test('says so where nothing could be judged', () => {
    expect(printed(reportOf([short], { files: 1, watchedFiles: 1 }))).toMatch(
      /^Memory: {6}too little to judge — 1 process over 1 test file, .* 1 not judged \(lived under 10 s\)\n$/s,
    );
  });

  test.each([
    [0, 0, ''],
    [1, 100_000, ', watching cost under 0.1 % CPU'],
    [1500, 50_000, ', watching cost 3.0 % CPU'],
  ])('%d ms of %d ms of CPU are told as %j', (samplerCpuMs, testCpuMs, told) => {
    expect(
      printed(reportOf([main], { cost: { samplerCpuMs, collectionCpuMs: 0, testCpuMs } })),
    ).toBe(`Memory:      steady — 1 process over 42 test files, peak 122 MiB (jest 4700)${told}\n`);
  });
});

test('children that grew a little are told in one line, however many', () => {
  const server = (pid: number, rate: number) => ({
    process: observed(pid, ramp(60, 64), { startedBy: path.join(rootDir, `test/${pid}.test.js`) }),
    judgement: { ...judged('inconclusive', grows('anon', rate)), slight: true as const },
  });
  const servers = Array.from({ length: 20 }, (_, index) => server(index + 1, (index + 1) * 1e4));
  expect(printed(reportOf([main, ...servers]), { columns: 100 })).toBe(
    `Memory:      steady — 21 processes over 42 test files, peak 122 MiB (jest 4700), watching cost
             0.6 % CPU
             Not decided: 20 processes (node) that tests started grew by up to 3.6 MiB, which may be
             garbage; report.json says why. With more time: npx tidemark confirm --time 5m
`,
  );
});

test('a run that could not be watched is not called steady', () => {
  expect(printed(reportOf([], {}, ['The directory could not be made (EACCES).']))).toBe(
    `Memory:      not watched — no process could be sampled
             Note: The directory could not be made (EACCES).
`,
  );
});

describe('a leak', () => {
  test('is told with what leaks, how fast, how surely, until when, and what to do next', () => {
    expect(printed(reportOf([main, orders]), { columns: 100 })).toBe(
      `LEAK node (pid 4721), started by test/orders.test.js
  Memory    ▁▁▁▁▂▂▂▂▃▃▃▄▄▄▄▅▅▅▅▆▆▆▇▇▇▇████ 41.4 MiB to 95.6 MiB in 49.8 s, peak 96 MiB
  Growth    1.4 MiB/s of private memory (anon)
  Evidence  a straight line fits 38 points over 19 s with R² 0.993 (1 is a perfect fit)
  Limit     reaches the 24 GiB of this machine in about 4.9 h at this rate
  Why       leak, for a reason.
  Next      Run the test file alone and see whether it still grows:
              npx jest --runInBand test/orders.test.js
            Compare two heap snapshots in the Memory tab of Chrome DevTools; each "kill -USR2 <pid>"
            writes one:
              NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2 npx jest --runInBand test/orders.test.js

Memory:      1 leak, 1 steady — 2 processes over 42 test files, peak 122 MiB (jest 4700), watching
             cost 0.6 % CPU
             Full report: tidemark-report/report.json
`,
    );
  });

  test('that was traced names its causes', () => {
    const judgement = {
      ...orders.judgement,
      culprits: [
        {
          path: path.join(rootDir, 'test/pool.test.js'),
          package: 'pg@8.11.0',
          evidence: 'It leaves a listener on process.',
        },
      ],
    };
    const text = printed(reportOf([{ process: orders.process, judgement }]));
    expect(text).toContain(
      '  Cause     test/pool.test.js (pg@8.11.0): It leaves a listener on process.\n',
    );
    expect(text).toContain('npx jest --runInBand test/pool.test.js');
  });

  test.each([
    ['container', 'reaches the 24 GiB that this container may use in about 4.9 h at this rate'],
    ['option', 'reaches the 24 GiB set as criticalMemory in about 4.9 h at this rate'],
  ] as const)('meets the limit of the %s', (source, told) => {
    const criticalMemory = { ...run.criticalMemory, source };
    expect(printed(reportOf([orders], { criticalMemory }))).toContain(`  Limit     ${told}\n`);
  });

  test.each([
    ['fds', 0.4, '24 open file descriptors (fds) a minute'],
    ['threads', 2.5, '2.5 threads a second'],
    ['rss', 900, '900 bytes/s of resident memory (rss)'],
  ] as const)('of %s is told in its own unit', (signal, slope, told) => {
    const leak = { process: orders.process, judgement: judged('leak', grows(signal, slope)) };
    const text = printed(reportOf([leak]));
    expect(text).toContain(`  Growth    ${told}\n`);
    expect(text).not.toContain('Limit');
  });

  test('whose process died tells its end, and the death is not told again', () => {
    const death = { kind: 'out-of-memory', file: null, at: startedAt } as const;
    const text = printed(reportOf([{ ...orders, process: { ...orders.process, death } }]));
    expect(text).toContain('  End       ran out of heap memory\n');
    expect(text).not.toContain('DIED');
  });

  test('is still told in a report that lacks its process', () => {
    const report = { ...reportOf([orders]), processes: [] };
    expect(printed(report)).toContain('LEAK node (pid 4721), started by the run\n');
  });

  test('is one of at most ten that are printed', () => {
    const many = Array.from({ length: 14 }, (_, index) => ({
      process: observed(5000 + index, ramp(41, 96)),
      judgement: judged('leak', grows('rss', 1000 - index)),
    }));
    const text = printed(reportOf(many));
    expect(text.match(/^LEAK /gm)).toHaveLength(10);
    expect(text).toContain('… and 4 more leaks: see report.json\n');
    expect(text).toContain('Memory:      14 leaks — ');
  });
});

test('a suspect is told in brief, and that it does not fail the run', () => {
  const report = reportOf([
    main,
    { ...orders, judgement: judged('suspect', grows('anon', 0.3 * 1024 ** 2)) },
  ]);
  expect(printed(report)).toBe(
    `SUSPECT node (pid 4721), started by test/orders.test.js
  Memory    ▁▁▁▁▂▂▂▂▃▃▃▄▄▄▄▅▅▅▅▆▆▆▇▇▇▇████ 41.4 MiB to 95.6 MiB in 49.8 s, peak 96 MiB
  Growth    307 KiB/s of private memory (anon)
  Why       suspect, for a reason.
  Next      Run the test file alone and see whether it still grows:
              npx jest --runInBand test/orders.test.js

Memory:      1 suspect, 1 steady — 2 processes over 42 test files, peak 122 MiB (jest 4700), watching cost
             0.6 % CPU
             Full report: tidemark-report/report.json
             A suspect is no proof of a leak, and does not fail the run (failOn: 'suspect' would).
`,
  );
  expect(printed(report, { failOn: 'suspect' })).not.toContain('fail the run');
  expect(printed(report, { failOn: 'never' })).toContain("does not fail the run (failOn: 'never')");
});

test('notes are told last, five of them', () => {
  const notes = Array.from({ length: 7 }, (_, index) => `lost ${index}`);
  const lines = printed(reportOf([main], {}, notes))
    .trimEnd()
    .split('\n');
  expect(lines.slice(1).map((line) => line.trim())).toEqual([
    'Note: lost 0',
    'Note: lost 1',
    'Note: lost 2',
    'Note: lost 3',
    'Note: lost 4',
    '… and 2 more notes: see report.json',
  ]);
});

test('what is missing in the set-up is told', () => {
  expect(printed(reportOf([main], { watchedFiles: 37 }), { columns: 200 })).toContain(
    '\n             5 of 42 test files ran in another environment, and were seen from outside only.',
  );
});
