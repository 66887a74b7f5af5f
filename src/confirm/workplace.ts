import os from 'node:os';
import { onExit } from 'signal-exit';
import type { OpenersWanted } from '../../environment/openers/census-writer';
import { runVariables } from '../../environment/run';
import { createSpool, removeSpool, type SpoolPlace } from '../spool/directory';
import type { Bench } from './bench';
import { type FreshProcess, startFreshProcess } from './fresh-process';

/** A fresh process, and the directory (mode 0700) that it writes to: records, snapshots, results. */
export interface Workplace {
  readonly place: SpoolPlace & { readonly path: string };
  readonly process: FreshProcess;
  /** Ends the process and removes the directory; done by itself when this process ends. */
  close(): void;
}

export interface WorkplaceSettings {
  /** See the environment's `Run`. */
  readonly collectionBudget: number;
  readonly betweenTests: boolean;
  readonly snapshotsAt?: readonly number[];
  readonly openers?: OpenersWanted;
  /** Further environment variables, told the directory. */
  readonly variables?: (directory: string) => Record<string, string>;
}

/** Null where no directory can be made: the disk is full, or may not be written to. */
export function openWorkplace(
  bench: Bench,
  { variables, ...run }: WorkplaceSettings,
): Workplace | null {
  const place = createSpool([os.tmpdir(), bench.options.outputDirectory]);
  if (place.path === null) return null;
  const directory = place.path;
  const process = startFreshProcess({
    ...bench.env,
    ...runVariables({ ...run, spool: directory, intervalMs: bench.options.interval }),
    ...variables?.(directory),
    JEST_WORKER_ID: '1',
  });
  let cleared = false;
  const clear = () => {
    // Once only: its number may be another process's by then.
    if (cleared) return;
    cleared = true;
    process.kill();
    removeSpool(directory);
  };
  const forget = onExit(clear);
  return {
    place: { ...place, path: directory },
    process,
    close: () => {
      forget();
      clear();
    },
  };
}
