import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SOAK_VARIABLE, type SoakSettings } from '../../environment/soak/soak-settings';
import { openersBelow } from '../openers/opener';
import { SOAK_SCHEMA, type SoakResult } from '../soak/soak-result';
import type { Bench, RanTestFile } from './bench';
import { diagnoseSoak } from './diagnose-repeats';
import { judgeSoakedFile } from './judge-soaked-file';
import { soakFloors } from './grown-advice';
import type { Grown, Growth, Repeated } from './repeated';
import { snapshotTests } from './snapshot-tests';
import { measureTests } from './measure-tests';
import { asClause, holderUnknown, setUp, undecided, whyNot } from './set-up';

/** Of the time that the file itself leaves, what repeating may take; the rest is for the diagnosis. */
const SOAK_SHARE = 0.4;
/**
 * What shall be gained between the first two snapshots of a diagnosis: enough to stand out, and little enough
 * to leave the heap small. Where a soak ends, a leak of 640 kB a run has filled 1.6 GB.
 */
const DIAGNOSIS_BYTES = 500_000;
/** Fewer runs show no container's growth. */
const FEWEST_BETWEEN = 4;
/** Runs up to the last snapshot, in those between the first two: warm-up, one, two. */
const SPANS = 4;
/** Fewer cannot be told from warm-up. */
const FEWEST_REPETITIONS = 3;
/** A fresh process has everything to load. */
const START_MS = 1_500;
/**
 * Runs one test file in a fresh process and repeats its tests within it.
 *
 * @param file absolute path
 * @param shown the same as the report has it
 */
export async function soakFile(
  file: string,
  shown: string,
  bench: Bench,
  timeMs: number,
): Promise<Repeated> {
  const startedAt = Date.now();
  const deadline = startedAt + timeMs;
  const soakMs = timeToRepeat(bench.files.get(file), timeMs);
  if (soakMs === null) return measured(file, bench, timeMs);
  const soak = { timeMs: soakMs, snapshots: false, perTest: true };
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: 0,
    betweenTests: false,
    variables: (directory) => ({
      [SOAK_VARIABLE]: JSON.stringify({ directory, ...soak } satisfies SoakSettings),
    }),
  });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  try {
    bench.progress('repeating its tests');
    const reply = await workplace.process.ask(
      { ask: 'run', path: file, project: ran.project },
      deadline - Date.now(),
    );
    if (reply.answer !== 'ran') {
      return undecided(0, `It could not be run again: ${whyNot(reply)}.`);
    }
    if (reply.failed > 0) return undecided(1, FAILED);
    const result = soakResultIn(workplace.place.path);
    if (result === null) return undecided(1, NOT_SOAKED);
    const [directory, runs] = [workplace.place.path, result.repetitions];
    bench.keep?.({ judged: 'soak', file, directory, startedAt, runs });
    const found = judgeSoakedFile(result, shown);
    if (found.outcome !== 'grows') return found;
    const judged = openersInReport(found, bench.facts.rootDir);
    workplace.close();
    const held = await diagnosisOf(
      file,
      runsBetween(result, judged.verdict, deadline - Date.now()),
      bench,
      deadline,
    );
    const rounds = result.whole?.rounds ?? [];
    const floors = soakFloors(rounds[0]?.before, rounds.at(-1)?.after);
    if (held.diagnosis !== null) return { ...judged, floors, ...held };
    // Few rounds may prove no growth, and a busy machine may have no time for them.
    const once = await snapshotTests(file, judged.verdict, bench, deadline - Date.now());
    return { ...judged, floors, ...(once?.outcome === 'grows' ? diagnosisIn(once) : held) };
  } finally {
    workplace.close();
  }
}

function openersInReport(growth: Growth, rootDir: string): Growth {
  const { openers } = growth;
  if (openers === undefined) return growth;
  return { ...growth, openers: { ...openers, all: openersBelow(rootDir, openers.all) } };
}

/** Milliseconds to repeat the tests of a file in, of all that there is for it; null where they are too few. */
export function timeToRepeat(ran: RanTestFile | undefined, timeMs: number): number | null {
  const { durationMs, testsMs } = ran ?? { durationMs: 0, testsMs: 0 };
  const soakMs = SOAK_SHARE * (timeMs - START_MS - durationMs);
  return soakMs >= FEWEST_REPETITIONS * testsMs ? soakMs : null;
}

/** Too long to be repeated: once more, with many floors; and where it grows, a part of it with snapshots. */
async function measured(file: string, bench: Bench, timeMs: number): Promise<Repeated> {
  const deadline = Date.now() + timeMs;
  const judged = await measureTests(file, bench, timeMs);
  if (judged.outcome !== 'grows') return judged;
  const found = await snapshotTests(file, judged.verdict, bench, deadline - Date.now());
  return { ...EMPTY, ...judged, ...(found?.outcome === 'grows' ? diagnosisIn(found) : {}) };
}

/** Runs of the file between the first two snapshots: so many as gain enough, as far as there is time. */
function runsBetween(
  { durationMs, repetitions }: SoakResult,
  { rate }: Grown['verdict'],
  leftMs: number,
): number {
  const wanted = rate === null || rate.value <= 0 ? 0 : DIAGNOSIS_BYTES / rate.value;
  const runMs = durationMs / Math.max(1, repetitions);
  const affordable = (SOAK_SHARE * leftMs) / (SPANS * Math.max(runMs, 0.01));
  return Math.max(FEWEST_BETWEEN, Math.ceil(Math.min(wanted, affordable)));
}

/** In another process, whose heap is still small. */
async function diagnosisOf(
  file: string,
  snapshotsEvery: number,
  bench: Bench,
  deadline: number,
): Promise<Pick<Grown, 'diagnosis' | 'notes'>> {
  const timeMs = deadline - Date.now();
  const nothing = (why: string) => ({
    diagnosis: null,
    notes: [holderUnknown(asClause(why), bench)],
  });
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: 0,
    betweenTests: false,
    variables: (directory) => ({
      [SOAK_VARIABLE]: JSON.stringify({
        directory,
        timeMs: Math.max(1, 2 * SOAK_SHARE * timeMs),
        snapshotsEvery,
      } satisfies SoakSettings),
    }),
  });
  if ('outcome' in opened) return nothing(opened.reason);
  const { workplace, ran } = opened;
  try {
    bench.progress('with heap snapshots');
    const left = deadline - Date.now();
    const reply = await workplace.process.ask(
      { ask: 'run', path: file, project: ran.project },
      left,
    );
    if (reply.answer !== 'ran') return nothing(whyNot(reply));
    const result = soakResultIn(workplace.place.path);
    if (result === null) return nothing(NOT_SOAKED);
    return await diagnoseSoak(result, bench, deadline);
  } finally {
    workplace.close();
  }
}

function diagnosisIn({ diagnosis, notes }: Grown): Pick<Grown, 'diagnosis' | 'notes'> {
  return { diagnosis, notes };
}

const EMPTY = { diagnosis: null, notes: [], floors: null };
export const FAILED = 'Its tests fail when the file is run again, so it proves nothing.';
const NOT_SOAKED =
  'Its tests could not be repeated: that needs jest-circus, and the environment of jest-tidemark.';

export function soakResultIn(directory: string): SoakResult | null {
  const name = readdirSync(directory).find((one) => /^soak-.*\.json$/.test(one));
  if (name === undefined) return null;
  try {
    const result = JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as SoakResult;
    return result.schema === SOAK_SCHEMA ? result : null;
  } catch {
    return null; // Cut short, by a full disk for one: as good as none.
  }
}
