/**
 * What reading a large heap snapshot costs: `npm run build && node dist/bench/snapshot.js [objects]`.
 * 400,000 objects of the kind below make a file of about 200 MB. Each row is a process of its own, so
 * that its peak resident set size is that of the row alone.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { conclude, nothingRead, takeIn } from '../src/diagnose/heap-diagnosis';
import { pathTeller } from '../src/diagnose/snapshot/describe-path';
import { gainsBetween, indexHeap } from '../src/diagnose/snapshot/growth';
import { type HeapGraph, nameOf } from '../src/diagnose/snapshot/heap-graph';
import { parseSnapshot } from '../src/diagnose/snapshot/parse-snapshot';
import { retainingPath, searchPaths } from '../src/diagnose/snapshot/retaining-path';

const writer = `
const v8 = require('node:v8');
class Row { constructor(i) { this.i = i; this.tags = ['a' + i]; this.next = { v: i + 0.5 }; } }
const total = Number(process.argv[2]);
const rows = new Map();
exports.rows = rows;
for (const [name, end] of [['oldest', total * 0.7], ['older', total * 0.8], ['newer', total]]) {
  for (let i = rows.size; i < end; i++) rows.set('k' + i, new Row(i));
  v8.writeHeapSnapshot(__dirname + '/' + name + '.heapsnapshot');
}`;

interface Row {
  readonly step: string;
  readonly fileMB: number;
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakRssMB: number;
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

async function read(file: string): Promise<HeapGraph> {
  const result = await parseSnapshot(file);
  if (result.outcome === 'refused') throw new Error(result.message);
  return result.graph;
}

const steps: { readonly [name: string]: (older: string, newer: string) => Promise<string[]> } = {
  parse: async (_, newer) => {
    await read(newer);
    return [newer];
  },
  'parse and search': async (_, newer) => {
    searchPaths(await read(newer));
    return [newer];
  },
  'parse, search and tell one path': async (_, newer) => {
    const graph = await read(newer);
    const tree = searchPaths(graph);
    const describe = pathTeller(graph, { rootDir: path.dirname(newer) }).describe;
    for (let node = graph.nodeCount - 1; node >= 0; node--) {
      const found = nameOf(graph, node) === 'Row' ? retainingPath(graph, tree, node) : null;
      if (!found) continue;
      process.stderr.write(`${describe(found, 'live').text}\n`);
      break;
    }
    return [newer];
  },
  'growth between two': async (older, newer) => {
    const [before, after] = [await read(older), await read(newer)].map((graph) =>
      indexHeap(graph, () => false),
    );
    const [first] = before && after ? gainsBetween(before, after) : [];
    process.stderr.write(`${JSON.stringify(first?.classes)}\n`);
    return [older, newer];
  },
  'diagnosis from three': async (older, newer) => {
    const oldest = path.join(path.dirname(older), 'oldest.heapsnapshot');
    let sofar = nothingRead;
    for (const [at, file] of [oldest, older, newer].entries()) {
      const heap = indexHeap(await read(file), () => false);
      sofar = takeIn(sofar, { heap, repetitions: 100 * 2 ** at });
    }
    const { retainers } = conclude(
      sofar,
      { overFiles: [], repeated: 'test' },
      { rootDir: path.dirname(newer) },
    );
    process.stderr.write(`${retainers[0]?.path}\n`);
    return [oldest, older, newer];
  },
};

async function measure(step: string, dir: string): Promise<Row> {
  const [older, newer] = [
    path.join(dir, 'older.heapsnapshot'),
    path.join(dir, 'newer.heapsnapshot'),
  ];
  const start = performance.now();
  const files = (await steps[step]?.(older, newer)) ?? [];
  const { user, system } = process.cpuUsage();
  return {
    step,
    fileMB: megabytes(files.reduce((sum, file) => sum + statSync(file).size, 0)),
    ms: Math.round(performance.now() - start),
    cpuMs: Math.round((user + system) / 1000),
    peakRssMB: megabytes(process.resourceUsage().maxRSS * 1024),
  };
}

function compare(objects: number): void {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'tidemark-bench-')));
  try {
    const script = path.join(dir, 'writer.js');
    writeFileSync(script, writer);
    execFileSync(process.execPath, [script, String(objects)]);
    const rows = Object.keys(steps).map((step): Row => {
      const output = execFileSync(process.execPath, [__filename, '--measure', step, dir], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return JSON.parse(output);
    });
    console.table(rows);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const [, , flag, step, dir] = process.argv;
if (flag === '--measure' && step !== undefined && dir !== undefined)
  void measure(step, dir).then((row) => process.stdout.write(JSON.stringify(row)));
else compare(Number(flag ?? 400_000));
