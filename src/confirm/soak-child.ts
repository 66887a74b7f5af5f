import { SOAK_VARIABLE, type SoakSettings } from '../../environment/soak/soak-settings';
import { type ChildFloorFinding, judgeChildFloors } from '../detect/child-floors';
import { childFloorsByProcess } from '../spool/child-floors';
import type { SpoolContents } from '../spool/reader';
import type { Bench } from './bench';
import { isNode } from '../detect/garbage';
import { childHolders } from './child-holders';
import { type ChildGrowth, judgeSoakedChild, LOOKED_INTO, sureGrowth } from './judge-soaked-child';
import { sureNodeHolders } from './node-holders';
import type { Reply } from './fresh-process';
import { readRepetition } from './read-repetition';
import type { Grown, Repeated, Settled } from './repeated';
import { setUp, undecided, whyNot } from './set-up';
import { FAILED, soakResultIn, timeToRepeat } from './soak-file';
import type { SuspectedChild } from './suspected-child';
import type { Workplace } from './workplace';

/** The sampler of the process tells what it saw at least so often. */
const SAMPLER_MS = 1_100;

/**
 * Runs the test file that starts suspected children once more in a fresh process, with its tests repeated where
 * there is time, while the children are watched from outside, and measure themselves where they can be made to.
 *
 * @param file absolute path
 * @returns one for each child
 */
export async function soakChildren(
  file: string,
  children: readonly SuspectedChild[],
  bench: Bench,
  { timeMs, diagnosedMs }: { readonly timeMs: number; readonly diagnosedMs: number },
): Promise<Repeated[]> {
  const deadline = Date.now() + diagnosedMs;
  const only = await sureNodeChild(file, children, bench, deadline);
  if (only !== null) return [only];
  const sure = children.some(({ leak }) => leak !== undefined);
  const soaked = await soaking(file, bench, timeMs, sure);
  if ('outcome' in soaked) return children.map(() => soaked);
  const { workplace, startedAt, runs, broken } = soaked;
  try {
    const { contents, report } = await readRepetition(workplace, bench, file, startedAt);
    const directory = workplace.place.path;
    const holdersOf = childHolders();
    const withHolders = async (
      { processId, ...growth }: ChildGrowth,
      { name }: SuspectedChild,
    ): Promise<Grown> => {
      const { rate: per } = growth.verdict;
      const rate = per?.unit === 'bytes/s' ? per.value : null;
      const held = await holdersOf({ processId, name, rate, file, directory, bench, deadline });
      return { ...growth, floors: null, ...held };
    };
    const repeated: Repeated[] = [];
    for (const child of children) {
      bench.keep?.({ judged: 'child', file, directory, startedAt, runs, child });
      const judged = broken ?? judgeSoakedChild(report, child, runs, floorsIn(contents));
      if (judged.outcome === 'grows') {
        repeated.push(await withHolders(judged, child));
        continue;
      }
      const known = sureGrowth(report, child, runs);
      const told = known === null ? null : await withHolders(known, child);
      repeated.push(told === null || told.diagnosis === null ? judged : told);
    }
    return repeated;
  } finally {
    workplace.close();
  }
}

/** A Node child that leaks for sure, and is the only one: what holds its memory; null for any other. */
async function sureNodeChild(
  file: string,
  children: readonly SuspectedChild[],
  bench: Bench,
  deadline: number,
): Promise<Grown | null> {
  const [child] = children;
  const rate = child?.leak?.rate;
  if (child?.leak === undefined || children.length > 1 || !isNode(child.name)) return null;
  if (rate?.unit !== 'bytes/s') return null;
  const held = await sureNodeHolders(file, rate.value, bench, deadline);
  return {
    outcome: 'grows',
    runs: 1,
    reason: LOOKED_INTO,
    verdict: child.leak,
    floors: null,
    ...held,
  };
}

interface Soaked {
  readonly workplace: Workplace;
  readonly startedAt: number;
  readonly runs: number;
  /** Why it proves nothing, where it still shows what holds the memory of a child that leaks for sure. */
  readonly broken: Settled | null;
}

async function soaking(
  file: string,
  bench: Bench,
  timeMs: number,
  sure: boolean,
): Promise<Soaked | Settled> {
  const startedAt = Date.now();
  const soakMs = timeToRepeat(bench.files.get(file), timeMs);
  const opened = await setUp(file, bench, timeMs, {
    collectionBudget: 0,
    betweenTests: false,
    children: {},
    once: true,
    // A child of a long file has its time without any repetition.
    variables: (directory) => (soakMs === null ? {} : repetition(directory, soakMs)),
  });
  if ('outcome' in opened) return opened;
  const { workplace, ran } = opened;
  bench.progress(soakMs === null ? 'its children measured' : 'repeating its tests');
  const reply = await workplace.process.ask(
    { ask: 'run', path: file, project: ran.project },
    startedAt + timeMs - Date.now(),
  );
  const broken = brokenBy(reply);
  if (broken !== null && !sure) {
    workplace.close();
    return broken;
  }
  const runs = 1 + (soakResultIn(workplace.place.path)?.repetitions ?? 0);
  await new Promise((resolve) => setTimeout(resolve, SAMPLER_MS));
  return { workplace, startedAt, runs, broken };
}

function brokenBy(reply: Reply): Settled | null {
  if (reply.answer !== 'ran') {
    return undecided(0, `It could not be run again: ${whyNot(reply)}.`);
  }
  return reply.failed > 0 ? undecided(1, FAILED) : null;
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
