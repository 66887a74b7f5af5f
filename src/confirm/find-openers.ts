import path from 'node:path';
import { SOURCE_MAPS } from '../../environment/soak/source-maps';
import { type Opener, openersBelow, openersInSource } from '../openers/opener';
import { openerEvidence } from '../openers/opener-text';
import { readText } from '../openers/read-text';
import { readCensuses } from '../openers/read-censuses';
import { relevantOpeners } from '../openers/relevant-openers';
import type { Bench } from './bench';
import type { Reply } from './fresh-process';
import type { Growth, Repeated } from './repeated';
import { setUp, undecided, whyNot } from './set-up';
import type { Workplace } from './workplace';

/** Runs (tests of the file, or of the file as a whole) that show well enough what each of them adds. */
const ENOUGH = { test: 12, file: 6 } as const;
const POLL_MS = 200;

/**
 * Who opens what a process is known to gather: threads, descriptors. Runs the test file once more, or again
 * and again where each file adds to it, and looks at what is open still and who opened it.
 *
 * @param file absolute path
 * @param per what adds to it: each test of the file, or each file
 */
export async function findOpeners(
  file: string,
  verdict: Growth['verdict'],
  per: 'test' | 'file',
  bench: Bench,
  timeMs: number,
): Promise<Repeated> {
  const deadline = Date.now() + timeMs;
  const { signal } = verdict;
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: 0,
    betweenTests: false,
    openers: { per, signal },
    once: true,
  });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  const directory = workplace.place.path;
  try {
    bench.progress('who opens what');
    const enough = whenSeen(() => seenIn(directory, signal, ENOUGH[per]));
    const run = () =>
      workplace.process.ask(
        { ask: 'run', path: file, project: ran.project },
        deadline - Date.now(),
      );
    const reply = await Promise.race([enough.wait, per === 'test' ? run() : repeated(run)]);
    enough.giveUp();
    const { runs, openers } = openersIn(workplace, signal, bench.facts.rootDir);
    const [first] = openers;
    if (first === undefined) return undecided(runs, nothingSeen(reply));
    const reason = `Run again, ${first.file} ${openerEvidence(first, per)}`;
    return { outcome: 'grows', runs, reason, verdict, openers: { per, all: openers }, ...NO_HEAP };
  } finally {
    workplace.close();
  }
}

const NO_HEAP = { diagnosis: null, floors: null, notes: [] };

/** Until somebody has seen enough; the last reply says why there is no more. */
async function repeated(run: () => Promise<Reply>): Promise<Reply> {
  for (let runs = 0; ; runs += 1) {
    const reply = await run();
    if (reply.answer !== 'ran' || runs === MOST_RUNS) return reply;
  }
}

const MOST_RUNS = 24;

function seenIn(directory: string, signal: string, enough: number): boolean {
  const censuses = readCensuses(directory);
  const runs = censuses.at(-1)?.runs ?? 0;
  return runs >= enough && relevantOpeners(censuses, signal).length > 0;
}

function openersIn(
  { place }: Workplace,
  signal: string,
  rootDir: string,
): { readonly runs: number; readonly openers: readonly Opener[] } {
  const censuses = readCensuses(place.path);
  const sourceMaps = path.join(place.path, SOURCE_MAPS);
  const grown = relevantOpeners(censuses, signal);
  return {
    runs: censuses.at(-1)?.runs ?? 0,
    openers: openersBelow(rootDir, openersInSource(grown, { sourceMaps, readText })),
  };
}

function nothingSeen(reply: Reply): string {
  return reply.answer === 'ran' || reply.answer === 'written'
    ? 'When it ran again, no code of its own and of its packages was seen to open more with each run than is closed again: what gathers is started by native code, or the loop.'
    : `It could not be run again: ${whyNot(reply)}.`;
}

function whenSeen(isSeen: () => boolean) {
  let poll: NodeJS.Timeout | undefined;
  const wait = new Promise<Reply>((resolve) => {
    poll = setInterval(() => {
      if (isSeen()) resolve({ answer: 'written' });
    }, POLL_MS);
  });
  return { wait, giveUp: () => clearInterval(poll) };
}
