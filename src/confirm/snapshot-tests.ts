import { existsSync } from 'node:fs';
import path from 'node:path';
import { insideSeriesOf } from '../spool/inside-series';
import { readSpool } from '../spool/reader';
import type { Bench } from './bench';
import { diagnosed } from './diagnose-repeats';
import type { Growth, Repeated } from './repeated';
import { setUp, undecided, whyNot } from './set-up';

/** Fewer tests leave no three moments that lie twice as far apart from one to the next. */
const FEWEST_TESTS = 4;

/**
 * What holds the memory of a file that is known to keep more with each of its tests: runs it once more,
 * with a heap snapshot after a quarter of its tests, after half of them, and after the last. Null for a file
 * of few tests.
 */
export async function snapshotTests(
  file: string,
  verdict: Growth['verdict'],
  bench: Bench,
  timeMs: number,
): Promise<Repeated | null> {
  const tests = bench.files.get(file)?.tests ?? 0;
  if (tests < FEWEST_TESTS) return null;
  const deadline = Date.now() + timeMs;
  const moments = [Math.ceil(tests / 4), Math.ceil(tests / 2), tests];
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: 0,
    betweenTests: false,
    snapshotsAt: moments,
  });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  try {
    bench.progress('with heap snapshots');
    const reply = await workplace.process.ask(
      { ask: 'run', path: file, project: ran.project },
      deadline - Date.now(),
    );
    const directory = workplace.place.path;
    const snapshots = moments
      .map((repetitions) => ({
        repetitions,
        file: path.join(directory, `tests-${repetitions}.heapsnapshot`),
      }))
      .filter((snapshot) => existsSync(snapshot.file));
    // The last one may have been cut short with the process that wrote it.
    const whole = reply.answer === 'ran' ? snapshots : snapshots.slice(0, -1);
    const notes = [
      ...(reply.answer === 'ran' ? [] : [`Its file could not be run again: ${whyNot(reply)}.`]),
      ...(await limitsIn(directory)),
    ];
    const found = await diagnosed(whole, [], bench, deadline, notes, 'test');
    if (found.diagnosis === null) {
      return undecided(0, found.notes[0] ?? 'No heap snapshots could be had.');
    }
    const at = whole.map(({ repetitions }) => repetitions).join(', ');
    const reason = `Heap snapshots after ${at} of its tests were compared.`;
    return { outcome: 'grows', runs: 1, reason, verdict, floors: null, ...found };
  } finally {
    workplace.close();
  }
}

async function limitsIn(directory: string): Promise<readonly string[]> {
  const { logs } = await readSpool(directory);
  return logs.flatMap((log) => insideSeriesOf(log)?.limits ?? []);
}
