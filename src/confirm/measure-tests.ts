import type { Bench } from './bench';
import { readRepetition } from './read-repetition';
import type { Growth, Settled } from './repeated';
import { setUp, undecided, whyNot } from './set-up';

/**
 * Of the process's CPU time, what collections may take here: enough for some ten of them, spread over the
 * tests, in a file of some seconds.
 */
const COLLECTION_SHARE = 0.3;

/**
 * Decides on a file that is too long to be repeated: runs it once more with far more floors between its tests
 * than an ordinary run can afford, under the same rules. Growth within a file is what they are made for.
 */
export async function measureTests(
  file: string,
  bench: Bench,
  timeMs: number,
): Promise<Growth | Settled> {
  const startedAt = Date.now();
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: COLLECTION_SHARE,
    betweenTests: true,
  });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  try {
    bench.progress('measured between its tests');
    const reply = await workplace.process.ask(
      { ask: 'run', path: file, project: ran.project },
      timeMs - (Date.now() - startedAt),
    );
    if (reply.answer !== 'ran') {
      return undecided(0, `It could not be run again: ${whyNot(reply)}.`);
    }
    if (reply.failed > 0) {
      return undecided(1, 'Its tests fail when they are run again, so they prove nothing.');
    }
    const { report, series } = await readRepetition(workplace, bench, file, startedAt);
    const verdict = report.verdicts.find(({ processId }) => processId === series?.processId);
    if (verdict === undefined) return undecided(1, 'Nothing is known of the process that ran it.');
    const reason = `Run once more, and measured more often: ${lowerFirst(verdict.reason)}`;
    if (verdict.kind === 'leak' && verdict.rate?.unit === 'bytes/test') {
      return { outcome: 'grows', runs: 1, reason, verdict };
    }
    const within = verdict.findings.filter(({ detector }) => detector === 'within-file');
    const isClear = within.length > 1 && within.every(({ outcome }) => outcome === 'steady');
    return { outcome: isClear ? 'steady' : 'undecided', runs: 1, reason };
  } finally {
    workplace.close();
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
