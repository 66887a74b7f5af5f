/**
 * Loaded by Node children of the tests before their own code (`--require`), while suspects are confirmed.
 * Says nothing, throws nothing, keeps nothing alive: a child must not notice it.
 */
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { ownProcessId } from '../../src/sample/own-process';
import type { SpoolRecord } from '../../src/spool/records';
import { SpoolWriter } from '../../src/spool/writer';
import { captureCollector, type Collector } from '../inside/collector';
import { childSettings, isJest, programOf, type SnapshotOrder } from './child-preload';
import { startFloorTimer } from './floor-timer';
import { LoadedText } from './loaded-text';

// Held from the beginning: the child's code may replace what is global.
const { setTimeout } = globalThis;
const now = Date.now;

type Write = (record: SpoolRecord) => void;

function begin(): void {
  const settings = childSettings(process.env);
  if (settings === null || !isMainThread || isJest(process.argv[1])) return;
  if (settings.except.includes(process.pid)) return;
  const { spool, share, snapshots } = settings;
  const program = programOf(process.argv, process.env);
  const write = writeInto(spool, program);
  const isWanted = snapshots !== null && (snapshots.program ?? program) === program;
  const snapshot = isWanted ? snapshotsInto(spool, snapshots, write) : null;
  const text = new LoadedText();
  const collector = captureCollector(process.versions.node, process.execArgv);
  let native = 0;
  const collect = (): ReturnType<Collector['collect']> => {
    const { rss, heapTotal, external } = process.memoryUsage();
    native = rss - heapTotal - external;
    return collector.collect();
  };
  startFloorTimer({
    collector: { ...collector, collect },
    share,
    after: (ms, run) => void setTimeout(quietly, ms, run).unref(),
    collected: ({ cpuMs, wallMs }) => {
      const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const loaded = text.bytes(Object.keys(require.cache));
      const processCpuMs = (user + system) / 1000;
      write({
        type: 'child-floor',
        at: now(),
        heapUsed,
        external,
        arrayBuffers,
        rss,
        native,
        loaded,
        cpuMs,
        wallMs,
        processCpuMs,
      });
      snapshot?.(heapUsed + external, heapUsed);
    },
  });
}

/** The file is made with the first record: most children do not live long enough for one. */
function writeInto(spool: string, program: string): Write {
  let writer: SpoolWriter | null = null;
  return function write(record) {
    writer ??= open(spool, program);
    writer.write(record);
    writer.flush();
  };
}

function open(spool: string, program: string): SpoolWriter {
  const { pid } = process;
  const processId = ownProcessId();
  const writer = new SpoolWriter(path.join(spool, `child-${processId}.1.ndjson`));
  writer.write({
    type: 'writer',
    kind: 'child',
    pid,
    processId,
    at: now(),
    intervalMs: 0,
    program,
  });
  return writer;
}

/** Loaded only where snapshots are asked for. */
function snapshotsInto(spool: string, order: SnapshotOrder, write: Write) {
  const snapshots = require('./snapshots') as typeof import('./snapshots');
  return snapshots.snapshotsInto(spool, order, write);
}

/** Whatever goes wrong, the child's own work goes first: it is judged from outside then. */
function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // Nowhere to tell it: the child's streams are its own.
  }
}

quietly(begin);
