import { readFileSync, writeFileSync } from 'node:fs';
import type { ConfirmAnswer, ConfirmRequest } from '../src/confirm/request';
import { type FailOn, failingVerdicts } from '../src/report/failing-verdicts';
import type { Report } from '../src/report/report';
import { readReport } from '../src/store/report-reader';

/** The report whose suspects shall be run again, for `tidemark confirm`. @throws where it is none. */
export function reportToConfirm({ report: file }: ConfirmRequest): Report {
  const { report, problem } = readReport(readFileSync(file, 'utf8'));
  if (report === null) throw new Error(`${file} is no report: ${problem}`);
  return report;
}

/** Jest's exit status alone would not tell a failing test from a leak. */
export function answerRequest({ answer }: ConfirmRequest, report: Report, failOn: FailOn): void {
  const told: ConfirmAnswer = { failing: failingVerdicts(report, failOn).length };
  writeFileSync(answer, JSON.stringify(told));
}
