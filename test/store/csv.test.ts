import { gzipSync } from 'node:zlib';
import { readCsv } from '../../src/store/csv';

const header = 'Process ID,Process Name,Time,Memory Usage';
const csv = (...lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`);

/** As memorytools wrote it, cut from a recording of tdcsarvControl. */
const recorded = csv(
  header,
  '400769,ccsScheduler1,2024-04-26 12:43:30.260145,5705728',
  '400924,tdcsarvControl,2024-04-26 12:44:40.008145,1693872128',
  '400769,ccsScheduler1,2024-04-26 12:43:32.171031,5705728',
  '400924,tdcsarvControl,2024-04-26 12:44:41.022145,1761005568',
);

test('reads processes with their samples as virtual memory', () => {
  const { processes, broken } = readCsv(recorded);
  expect(broken).toEqual([]);
  expect(processes.map(({ pid, name, role }) => [pid, name, role])).toEqual([
    [400769, 'ccsScheduler1', 'external'],
    [400924, 'tdcsarvControl', 'external'],
  ]);
  const control = processes[1];
  expect(Array.from(control?.signals.vms?.values ?? [])).toEqual([1693872128, 1761005568]);
  expect(control?.peak.vms).toBe(1761005568);
  expect(control?.samples).toBe(2);
  const at = Date.UTC(2024, 3, 26, 12, 44, 40);
  expect(control?.firstSeenAt).toBeCloseTo(at + 8.145, 3);
  expect(control?.lastSeenAt).toBeCloseTo(at + 1022.145, 3);
});

test('tells gzip by its content', () => {
  expect(readCsv(gzipSync(recorded))).toEqual(readCsv(recorded));
});

test('takes lines in any order, and headers anywhere', () => {
  const lines = recorded.toString().trimEnd().split('\n').toReversed();
  const { processes, broken } = readCsv(csv(...lines.slice(0, 2), header, ...lines.slice(2)));
  expect(broken).toEqual([]);
  const vms = processes.find(({ pid }) => pid === 400924)?.signals.vms;
  expect(Array.from(vms?.values ?? [])).toEqual([1693872128, 1761005568]);
});

test.each([
  ['2024-05-07 13:53:53', 0],
  ['2024-05-07T13:53:53.459560', 459.56],
  ['2024-05-07 13:53:53.459560123', 459.560123],
  ['2024-05-07T13:53:53.5Z', 500],
  ['2024-05-07 15:53:53.25+02:00', 250],
  ['2024-05-07 15:53:53.25 +0200', 250],
])('reads the time %s', (time, milliseconds) => {
  const { processes } = readCsv(csv(`1,a,${time},5`));
  expect(processes[0]?.firstSeenAt).toBeCloseTo(Date.UTC(2024, 4, 7, 13, 53, 53) + milliseconds, 3);
});

test('a broken line is named by its number and what is wrong with it, and costs no other', () => {
  const { processes, broken } = readCsv(
    csv(
      header,
      'x,a,2024-05-07 13:53:53,5',
      '1,a,yesterday,5',
      '1,a,2024-05-07 13:53:53,much',
      '1,a',
      '1,a,2024-05-07 13:53:53,7',
      '1,a,2024-05-07 13:5',
    ),
  );
  expect(broken).toEqual([
    { line: 2, reason: 'process id' },
    { line: 3, reason: 'time' },
    { line: 4, reason: 'memory' },
    { line: 5, reason: 'fields' },
    { line: 7, reason: 'fields' },
  ]);
  expect(processes).toHaveLength(1);
});

test('a name may hold commas, a reused pid is another process, and of two values at one time the later counts', () => {
  const { processes } = readCsv(
    csv(
      '7,"sh, -c",2024-05-07 13:53:53,5',
      '7,node,2024-05-07 13:53:54,6',
      '7,node,2024-05-07 13:53:54,8',
    ),
  );
  expect(processes.map(({ name }) => name)).toEqual(['sh, -c', 'node']);
  expect(processes[1]?.signals.vms).toMatchObject({ values: Float64Array.of(8) });
});

test('the spacing is that of the whole file, also for a process that was seen now and then', () => {
  const second = (s: number) => `2024-05-07 13:53:${String(s).padStart(2, '0')}`;
  const { processes } = readCsv(
    csv(
      ...Array.from({ length: 30 }, (_, s) => `1,steady,${second(s)},5`),
      ...[0, 9, 18].map((s) => `2,rare,${second(s)},5`),
    ),
  );
  expect(processes.map(({ signals }) => signals.vms?.intervalMs)).toEqual([1000, 1000]);
});

test('an empty file has no processes; a damaged gzip file is an error', () => {
  expect(readCsv(Buffer.alloc(0))).toEqual({ processes: [], broken: [] });
  expect(() => readCsv(gzipSync(recorded).subarray(0, 40))).toThrow('damaged or cut off');
});
