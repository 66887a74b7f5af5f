import { existsSync } from 'node:fs';
import path from 'node:path';
import { insideSeriesOf } from '../spool/inside-series';
import { readSpool } from '../spool/reader';
import { SOURCE_MAPS } from '../../environment/soak/source-maps';
import type { Bench } from './bench';
import { diagnosed } from './diagnose-repeats';
import type { Growth, Repeated } from './repeated';
import { setUp, tooLong, undecided, whyNot } from './set-up';
import { whenWritten } from './when-written';

/** Fewer tests leave no three moments that lie twice as far apart from one to the next. */
const FEWEST_TESTS = 4;

/** Of the time, what the tests may take up to the last snapshot; the rest is for writing and reading them. */
const TESTS_SHARE = 0.45;

/**
 * What holds the memory of a file that is known to keep more with each of its tests: runs it once more, as
 * far as there is time, with heap snapshots at a quarter of that way, at half of it, and at its end. Null
 * for a file of few tests.
 */
export async function snapshotTests(
  file: string,
  verdict: Growth['verdict'],
  bench: Bench,
  timeMs: number,
): Promise<Repeated | null> {
  const { tests = 0, testsMs = 0 } = bench.files.get(file) ?? {};
  if (tests < FEWEST_TESTS) return null;
  const share = Math.min(1, (TESTS_SHARE * timeMs) / Math.max(1, testsMs));
  const last = Math.floor(share * tests);
  if (last < FEWEST_TESTS) return undecided(0, tooLong(testsMs, bench));
  const deadline = Date.now() + timeMs;
  const moments = [Math.ceil(last / 4), Math.ceil(last / 2), last];
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: 0,
    betweenTests: false,
    snapshotsAt: moments,
    once: true,
  });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  try {
    bench.progress('with heap snapshots');
    const directory = workplace.place.path;
    // The source maps are written after the last snapshot: the rest of the file need not be run.
    const written = whenWritten(path.join(directory, SOURCE_MAPS));
    const reply = await Promise.race([
      written.wait,
      workplace.process.ask(
        { ask: 'run', path: file, project: ran.project },
        deadline - Date.now(),
      ),
    ]);
    written.giveUp();
    const snapshots = moments
      .map((repetitions) => ({
        repetitions,
        file: path.join(directory, `tests-${repetitions}.heapsnapshot`),
      }))
      .filter((snapshot) => existsSync(snapshot.file));
    // The last one may have been cut short with the process that wrote it.
    const isWhole = reply.answer === 'ran' || reply.answer === 'written';
    const whole = isWhole ? snapshots : snapshots.slice(0, -1);
    const notes = [
      ...(isWhole ? [] : [`Its file could not be run again: ${whyNot(reply)}.`]),
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
