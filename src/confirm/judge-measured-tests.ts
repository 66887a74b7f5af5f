import type { Repetition } from './read-repetition';
import type { Growth, Settled } from './repeated';

/** What one more run of a file says of it, with many floors between its tests. */
export function judgeMeasuredTests({
  report,
  series,
}: Pick<Repetition, 'report' | 'series'>): Growth | Settled {
  const verdict = report.verdicts.find(({ processId }) => processId === series?.processId);
  if (verdict === undefined) {
    return {
      outcome: 'undecided',
      runs: 1,
      reason: 'Nothing is known of the process that ran it.',
    };
  }
  const reason = `Run once more, and measured more often: ${lowerFirst(verdict.reason)}`;
  if (verdict.kind === 'leak' && verdict.rate?.unit === 'bytes/test') {
    return { outcome: 'grows', runs: 1, reason, verdict };
  }
  const within = verdict.findings.filter(({ detector }) => detector === 'within-file');
  const isClear = within.length > 1 && within.every(({ outcome }) => outcome === 'steady');
  return { outcome: isClear ? 'steady' : 'undecided', runs: 1, reason };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
