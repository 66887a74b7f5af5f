import path from 'node:path';
import { summary, type SummaryContext } from '../../reporter/summary';
import { buildReport } from '../../src/report/build-report';
import type { JudgedProcess } from '../../src/report/judgement';
import type { Report, RunInfo } from '../../src/report/report';
import { grows, judged, observed, ramp, rootDir, run } from '../report/observed';

export const context: SummaryContext = {
  colours: false,
  unicode: true,
  columns: 110,
  rootDir,
  reportPath: path.join(rootDir, 'tidemark-report', 'report.json'),
  shortLifeMs: 10_000,
  failOn: 'leak',
};

export const main = {
  process: observed(4700, ramp(120, 122), { role: 'jest' }),
  judgement: judged('steady'),
};
export const worker = {
  process: observed(4711, ramp(100, 312), { role: 'worker' }),
  judgement: judged('steady'),
};
export const short = {
  process: observed(4713, [3, 3, 3], { name: 'sh' }),
  judgement: judged('inconclusive'),
};
export const orders = {
  process: observed(4721, ramp(41, 96), { startedBy: path.join(rootDir, 'test/orders.test.js') }),
  judgement: judged('leak', grows('anon', 1.4 * 1024 ** 2, 17_600)),
};

export function reportOf(
  processes: readonly JudgedProcess[],
  rest: Partial<RunInfo> = {},
  notes: readonly string[] = [],
): Report {
  return buildReport({ judged: processes, run: { ...run, ...rest }, notes, rootDir });
}

export function printed(report: Report, rest: Partial<SummaryContext> = {}): string {
  return summary(report, { ...context, ...rest });
}
