import { buildReport } from '../../src/report/build-report';
import type { Judgement } from '../../src/report/judgement';
import { grows, judged, observed, ramp, rootDir, run } from '../report/observed';
import { csv, leaking, samples, Tidemark } from './tidemark';

let tidemark: Tidemark;
beforeEach(() => {
  tidemark = new Tidemark();
});
afterEach(() => tidemark.remove());

const reportWith = (judgement: Judgement) =>
  buildReport({
    judged: [{ process: observed(4721, ramp(41, 96)), judgement }],
    run,
    notes: ['One sample was lost.'],
    rootDir,
  });
const leak = reportWith(judged('leak', grows('anon', 1.4 * 1024 ** 2, 17_600)));
const suspect = reportWith(judged('suspect', grows('anon', 1.4 * 1024 ** 2)));
const write = (report: object, name = 'report.json') =>
  tidemark.write(name, JSON.stringify(report, null, 2));

test('a report is told again, with its exit status', () => {
  const { status, stdout, stderr } = tidemark.run(['detect', write(leak)]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(/^LEAK node \(pid 4721\), started by the run\n/);
  expect(stdout).toContain('Growth    1.4 MiB/s of private memory (anon)\n');
  expect(stdout).toContain('1 process over 42 test files');
  expect(stdout).toContain('Note: One sample was lost.\n');
  expect(tidemark.json('report.json')).toEqual([
    {
      ...leak,
      source: { path: 'report.json', kind: 'report', brokenLines: 0, firstBroken: [] },
    },
  ]);
});

test('a suspect fails where it is asked to, a steady one never', () => {
  const status = (report: object, ...args: string[]) =>
    tidemark.run(['detect', ...args, write(report)]).status;
  expect([status(suspect), status(suspect, '--fail-on=suspect')]).toEqual([0, 1]);
  expect(status(reportWith(judged('steady')), '--fail-on=suspect')).toBe(0);
});

test('options of judging cannot change it, which is said', () => {
  const args = ['--detector', 'lbr', '--min-points=30', '--fail-on', 'leak'];
  const { status, stderr } = tidemark.run(['detect', ...args, write(leak)]);
  expect(status).toBe(1);
  expect(stderr).toBe(
    'tidemark: report.json: a report holds no series, so its verdicts stand, whatever --detector, --min-points may say.\n',
  );
});

test('its directory is not it', () => {
  write(leak);
  const { status, stderr } = tidemark.run(['detect', tidemark.directory]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/it is a directory\. Did you mean ".*report\.json"\?\n$/);
});

test('one of another version is no report of this one', () => {
  const file = write({ ...leak, schema: 'jest-tidemark/report@2' });
  const { status, stdout, stderr } = tidemark.run(['detect', file]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('must be "jest-tidemark/report@1", and it is "jest-tidemark/report@2"');
});

test('what --json prints of a recording is a report itself', () => {
  const recording = tidemark.write('run.csv', csv(...samples(12, 'control', 120, leaking)));
  const [report] = tidemark.json(recording);
  const { status, stdout } = tidemark.run(['detect', write(report ?? {}, 'again.json')]);
  expect(status).toBe(1);
  expect(stdout).toBe(tidemark.run(['detect', recording]).stdout);
});
