import type { Bench } from './bench';
import { judgeMeasuredTests } from './judge-measured-tests';
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
    const repetition = await readRepetition(workplace, bench, file, startedAt);
    const directory = workplace.place.path;
    bench.keep?.({ judged: 'floors-between-tests', file, directory, startedAt, runs: 1 });
    return judgeMeasuredTests(repetition);
  } finally {
    workplace.close();
  }
}
