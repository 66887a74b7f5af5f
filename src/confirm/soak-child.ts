import { SOAK_VARIABLE, type SoakSettings } from '../../environment/soak/soak-settings';
import { type ChildFloorFinding, judgeChildFloors } from '../detect/child-floors';
import { childFloorsByProcess } from '../spool/child-floors';
import type { SpoolContents } from '../spool/reader';
import type { Bench } from './bench';
import { holdersInChild } from './child-holders';
import { judgeSoakedChild, type SuspectedChild } from './judge-soaked-child';
import { readRepetition } from './read-repetition';
import type { Repeated } from './repeated';
import { setUp, undecided, whyNot } from './set-up';
import { FAILED, soakResultIn, timeToRepeat } from './soak-file';

/** The sampler of the process tells what it saw at least so often. */
const SAMPLER_MS = 1_100;

/**
 * Runs the test file that starts a suspected child once more in a fresh process, with its tests repeated where
 * there is time, while the child is watched from outside, and measures itself where it can be made to.
 *
 * @param file absolute path
 */
export async function soakChild(
  file: string,
  child: SuspectedChild,
  bench: Bench,
  timeMs: number,
): Promise<Repeated> {
  const startedAt = Date.now();
  const deadline = startedAt + timeMs;
  const soakMs = timeToRepeat(bench.files.get(file)?.durationMs ?? 0, timeMs);
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: 0,
    betweenTests: false,
    children: true,
    // A child of a long file has its time without any repetition.
    variables: (directory) => (soakMs === null ? {} : repetition(directory, soakMs)),
  });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  try {
    bench.progress(soakMs === null ? 'its children measured' : 'repeating its tests');
    const reply = await workplace.process.ask(
      { ask: 'run', path: file, project: ran.project },
      deadline - Date.now(),
    );
    if (reply.answer !== 'ran') {
      return undecided(0, `It could not be run again: ${whyNot(reply)}.`);
    }
    if (reply.failed > 0) return undecided(1, FAILED);
    const directory = workplace.place.path;
    const runs = 1 + (soakResultIn(directory)?.repetitions ?? 0);
    await new Promise((resolve) => setTimeout(resolve, SAMPLER_MS));
    const { contents, report } = await readRepetition(workplace, bench, file, startedAt);
    bench.keep?.({ judged: 'child', file, directory, startedAt, runs, child });
    const judged = judgeSoakedChild(report, child, runs, floorsIn(contents));
    if (judged.outcome !== 'grows') return judged;
    const { processId, ...growth } = judged;
    const grown = { processId, name: child.name, file, directory, bench, deadline };
    return { ...growth, floors: null, ...(await holdersInChild(grown)) };
  } finally {
    workplace.close();
  }
}

function repetition(directory: string, timeMs: number): Record<string, string> {
  const soak: SoakSettings = { directory, timeMs, snapshots: false, perTest: false };
  return { [SOAK_VARIABLE]: JSON.stringify(soak) };
}

/** What the children measured of themselves, by id of the process. */
export function floorsIn({ logs }: SpoolContents): Map<string, ChildFloorFinding> {
  return new Map(
    [...childFloorsByProcess(logs)].map(([id, floors]) => [id, judgeChildFloors(floors)]),
  );
}
