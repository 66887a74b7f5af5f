/**
 * Loaded by Node children of the tests before their own code (`--require`), while suspects are confirmed.
 * Says nothing, throws nothing, keeps nothing alive: a child must not notice it.
 */
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { ownProcessId } from '../../src/sample/own-process';
import { SpoolWriter } from '../../src/spool/writer';
import { captureCollector } from '../inside/collector';
import { childSettings, isJest } from './child-preload';
import { startFloorTimer } from './floor-timer';
import { LoadedText } from './loaded-text';

// Held from the beginning: the child's code may replace what is global.
const { setTimeout } = globalThis;
const now = Date.now;

function begin(): void {
  const settings = childSettings(process.env);
  if (settings === null || !isMainThread || isJest(process.argv[1])) return;
  if (settings.except.includes(process.pid)) return;
  let writer: SpoolWriter | null = null;
  const text = new LoadedText();
  const collector = captureCollector(process.versions.node, process.execArgv);
  let native = 0;
  startFloorTimer({
    collector: {
      ...collector,
      collect: () => {
        const { rss, heapTotal, external } = process.memoryUsage();
        native = rss - heapTotal - external;
        return collector.collect();
      },
    },
    share: settings.share,
    after: (ms, run) => void setTimeout(quietly, ms, run).unref(),
    collected: ({ cpuMs, wallMs }) => {
      // Made with the first floor: most children do not live long enough for one.
      writer ??= open(settings.spool);
      const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      writer.write({
        type: 'child-floor',
        at: now(),
        heapUsed,
        external,
        arrayBuffers,
        rss,
        native,
        loaded: text.bytes(Object.keys(require.cache)),
        cpuMs,
        wallMs,
        processCpuMs: (user + system) / 1000,
      });
      writer.flush();
    },
  });
}

function open(spool: string): SpoolWriter {
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
  });
  return writer;
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
