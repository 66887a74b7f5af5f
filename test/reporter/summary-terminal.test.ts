import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { closingLine } from '../../reporter/summary';
import { grows, judged, observed, ramp, rootDir } from '../report/observed';
import { context, main, orders, printed, reportOf } from './reports';

test('a process cannot write to the terminal by its name', () => {
  const name = 'py\u001B[31m\u001B]0;owned\u0007\n<script>\u202E';
  const hostile = {
    process: observed(6, ramp(1, 99), {
      name,
      startedBy: path.join(rootDir, 'a\u001B[2J.test.js'),
    }),
    judgement: { ...judged('leak', grows('rss', 1e6)), reason: `${name} grows` },
  };
  const report = reportOf([hostile], {}, [`lost ${name}`]);
  const text = printed(report) + (closingLine(report, context) ?? '');
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).toContain('LEAK py <script> (pid 6), started by a.test.js\n');
});

test('colours change nothing but the colours', () => {
  const report = reportOf([main, orders], {}, ['lost']);
  const plain = printed(report);
  const coloured = printed(report, { colours: true });
  expect(coloured).toContain('\u001B[7m\u001B[1m\u001B[31m LEAK ');
  expect(coloured).toContain('\u001B[1m\u001B[31m1 leak\u001B[39m');
  expect(stripVTControlCharacters(coloured).replace(' LEAK ', 'LEAK')).toBe(plain);
});

test('a terminal without Unicode gets ASCII', () => {
  const report = reportOf([main, orders]);
  const text =
    printed(report, { unicode: false }) + closingLine(report, { ...context, unicode: false });
  expect(text).toMatch(/^[\n -~]+$/);
  expect(text).toContain('____....---::::====+++****#### 41.4 MiB');
});

test('in a narrow terminal only commands are longer than it is wide', () => {
  const text = printed(reportOf([main, orders], { watchedFiles: 3 }), { columns: 60 });
  const long = text.split('\n').filter((line) => line.length > 60);
  expect(long.length).toBeGreaterThan(0);
  expect(long.every((line) => line.includes('npx jest'))).toBe(true);
});
