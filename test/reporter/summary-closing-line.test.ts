import { closingLine } from '../../reporter/summary';
import { grows, judged, observed } from '../report/observed';
import { context, main, orders, reportOf } from './reports';

describe('the closing line', () => {
  test('says why the exit status is 1', () => {
    expect(closingLine(reportOf([main, orders]), context)).toBe(
      'jest-tidemark failed the run (exit status 1): memory leaks in node 4721 (1.4 MiB/s). See tidemark-report/report.json\n',
    );
  });

  test('names three at most', () => {
    const many = [1, 2, 3, 4, 5].map((pid) => ({
      process: observed(pid, [1, 2]),
      judgement: judged('leak', grows('threads', 10 - pid)),
    }));
    expect(closingLine(reportOf(many), context)).toContain(
      'node 1 (9 threads a second), node 2 (8 threads a second), node 3 (7 threads a second), 2 more.',
    );
  });

  test('is not there where the run does not fail', () => {
    const suspect = { ...orders, judgement: judged('suspect') };
    expect(closingLine(reportOf([main]), context)).toBeNull();
    expect(closingLine(reportOf([suspect]), context)).toBeNull();
    expect(closingLine(reportOf([orders]), { ...context, failOn: 'never' })).toBeNull();
    expect(closingLine(reportOf([suspect]), { ...context, failOn: 'suspect' })).toContain(
      'memory may leak in node 4721. See',
    );
  });
});
