import type { Culprit } from '../../src/report/report';
import { gained, heldBy } from '../../reporter/summary-holders';
import { orders, printed, reportOf } from './reports';

const place = { file: 'src/quotes.js', line: 7, package: null };
const quotes: Culprit = {
  path: 'src/quotes.js',
  package: null,
  evidence: 'It keeps quotes.',
  containers: [
    {
      path: "module src/quotes.js .exports .quote → function (src/quotes.js:7) → variable 'quotes' → Map",
      kind: 'Map',
      sizes: [750, 1500, 3000],
      unit: 'entries',
      perRun: 25,
      sample: 'Array of 1016 bytes',
    },
  ],
  classes: [
    { name: 'Array', count: 25, bytes: 26_200 },
    { name: 'Map', count: 0, bytes: 956 },
  ],
  retainers: [
    {
      path: "module src/quotes.js .exports .quote → function (src/quotes.js:7) → variable 'quotes' → Map (750 → 1,500 → 3,000 entries) → Array",
      places: [place],
    },
  ],
};

function blockOf(culprits: readonly Culprit[], unicode = true): string {
  const report = reportOf([orders]);
  const [verdict] = report.verdicts;
  if (!verdict) throw new Error('no verdict');
  return printed({ ...report, verdicts: [{ ...verdict, culprits }] }, { columns: 90, unicode });
}

test('a leak says what holds the memory, and what each run gains', () => {
  expect(blockOf([quotes])).toContain(`
  Cause     src/quotes.js: It keeps quotes.
  Held by   module src/quotes.js .exports .quote → function (src/quotes.js:7)
            → variable 'quotes' → Map (750 → 1,500 → 3,000 entries) → Array
  Gained    25 entries a run in the Map, such as Array of 1016 bytes; by class: 25 Array
            (25.6 KiB) a run
  Next `);
});

test('of a process that was looked at for some time, what it gains each second', () => {
  const python: Culprit = { ...quotes, per: 'second' };
  expect(gained(python)).toBe(
    '25 entries a second in the Map, such as Array of 1016 bytes; by class: 25 Array (25.6 KiB) a second',
  );
});

test('of realms it says how many are held, and not what is in them', () => {
  const path = "Node module 'cluster' .exports → function onFork (src/audit.js:7)";
  const audit = { ...quotes, retainers: [{ path, places: [place], realms: 10 }] };
  const text = blockOf([audit]);
  expect(text).toContain(`
  Held by   Node module 'cluster' .exports → function onFork (src/audit.js:7), which keeps
            10 realms of files that are over
  Next `);
});

test('at most two holders are told, and arrows where there are none in the letters', () => {
  const retainers = ['a → b', 'c', 'd'].map((path) => ({ path, places: [] }));
  const text = blockOf([{ ...quotes, retainers }], false);
  expect(text).toMatch(/ {2}Held by {3}a -> b\n {12}c\n {2}Gained/);
});

test('of a culprit without snapshots nothing is said', () => {
  const { path, package: from, evidence } = quotes;
  expect(heldBy({ path, package: from, evidence })).toEqual([]);
  expect(gained({ path, package: from, evidence })).toBeNull();
  expect(blockOf([{ path, package: from, evidence }])).not.toMatch(/Held by|Gained/);
});
