import path from 'node:path';
import type { SnapshotOrder } from '../../environment/child/child-preload';
import { SOURCE_MAPS } from '../../environment/soak/source-maps';
import { isNode } from '../detect/garbage';
import type { ChildSnapshotRecord } from '../spool/child-records';
import { readSpool, type SpoolContents } from '../spool/reader';
import type { Bench } from './bench';
import type { ChildHolders, GrownChild, TellsHolders } from './child-holders';
import { diagnosed } from './diagnose-repeats';
import { asClause, setUp, whyNot } from './set-up';
import { whenWritten } from './when-written';

/**
 * Once a child is known to leak, a cause is worth more than the bound: so much time at least there is for one
 * whose driving test has taken all of it. Nothing is asked of the test then but to start the child.
 */
const LEAST_MS = 15_000;
/** Of the time, for reading the snapshots; three of 8 MB took half a second. */
const READING_MS = 3_000;

/**
 * Tells what holds the memory of Node children of one test file that are known to leak: runs the file once more,
 * until the child has written three heap snapshots. While it writes one (0.2 s at 10 MB of heap) it answers
 * nothing, and its test may fail: no matter here, and the reason why it is not done when the verdict is at
 * stake. What runs the same program, as the workers of a cluster do, is asked once.
 */
export function nodeHolders(): TellsHolders {
  const told = new Map<string, ChildHolders>();
  return async function holdersInNode(child) {
    const { processId, name, rate, directory, deadline } = child;
    if (!isNode(name)) return null;
    // Threads and descriptors are in no heap snapshot.
    if (rate === null || !(rate > 0)) return { diagnosis: null, notes: [] };
    const { logs } = await readSpool(directory);
    const writer = logs.find((log) => log.writer?.processId === processId)?.writer ?? null;
    if (writer?.program === undefined) return nothing(NOT_MEASURED);
    const { program } = writer;
    const until = told.size > 0 ? deadline : Math.max(deadline, Date.now() + LEAST_MS);
    const found = told.get(program) ?? (await snapshotChild(child, until, { program, rate }));
    told.set(program, found);
    return found;
  };
}

/**
 * The same of the only child of a test file that leaks for sure: no proof is needed first, and while its heap is
 * small three snapshots are written in no time.
 *
 * @param rate bytes that it gains each second
 */
export function sureNodeHolders(
  file: string,
  rate: number,
  bench: Bench,
  deadline: number,
): Promise<ChildHolders> {
  return snapshotChild({ file, bench }, deadline, { program: null, rate });
}

/** @param program null where it was not measured before: the first child that gains as much */
async function snapshotChild(
  { file, bench }: Pick<GrownChild, 'file' | 'bench'>,
  deadline: number,
  { program, rate }: Omit<SnapshotOrder, 'deadline'>,
): Promise<ChildHolders> {
  const opened = await setUp(file, bench, deadline - Date.now(), {
    collectionBudget: 0,
    betweenTests: false,
    once: true,
    children: { snapshots: { program, rate, deadline: deadline - READING_MS } },
  });
  if ('outcome' in opened) return nothing(opened.reason);
  const { workplace, ran } = opened;
  const directory = workplace.place.path;
  // They are written when there will be no more snapshots.
  const written = whenWritten(path.join(directory, SOURCE_MAPS));
  try {
    bench.progress('with heap snapshots of its child');
    const reply = await Promise.race([
      written.wait,
      workplace.process.ask(
        { ask: 'run', path: file, project: ran.project },
        deadline - READING_MS - Date.now(),
      ),
    ]);
    const taken = snapshotsIn(await readSpool(directory));
    // Told by the second as it grows when nobody stops it: while it writes a snapshot its clients wait.
    const files = taken.flatMap(({ file: one, kept }) =>
      one === null ? [] : [{ file: path.join(directory, one), repetitions: kept / rate }],
    );
    const refused = taken.find(({ reason }) => reason !== null)?.reason ?? null;
    if (files.length < 2) return nothing(refused ?? tooFew(files.length, whyEnded(reply)));
    return await diagnosed(files, [], bench, deadline, [], 'second');
  } finally {
    written.giveUp();
    workplace.close();
  }
}

function snapshotsIn({ logs }: SpoolContents): ChildSnapshotRecord[] {
  return logs.flatMap(({ others }) => others.filter((record) => record.type === 'child-snapshot'));
}

type Ended = Parameters<typeof whyNot>[0] | { readonly answer: 'written' };

function whyEnded(reply: Ended): string {
  if (reply.answer === 'ran' || reply.answer === 'written') return 'its test was over';
  return whyNot(reply);
}

function tooFew(written: number, why: string): string {
  return `of the heap snapshots of the child ${written === 0 ? 'none' : 'one'} was written until ${why}`;
}

function nothing(why: string): ChildHolders {
  return {
    diagnosis: null,
    notes: [`What holds the memory of the child is not known: ${asClause(why)}.`],
  };
}

const NOT_MEASURED =
  'it did not get the NODE_OPTIONS of the environment, by which it is looked into';
