import { spawnSync } from 'node:child_process';
import { Session } from 'node:inspector';
import { locate } from '../environment/guard/function-place';
import { ListenerBaseline } from '../environment/guard/listener-baseline';
import { PropertyBaseline } from '../environment/guard/property-baseline';
import { readResources } from '../environment/guard/resources';
import { sharedEmitters, sharedObjects } from '../environment/guard/shared-objects';

/**
 * What watching the shared state costs a process: `node dist/bench/guard-cost.js`. The first figures are
 * for a bare Node process, which has loaded none of the core modules; Jest's has loaded most.
 */
const FILES = 200;

function milliseconds(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function medianOf(work: () => void): number {
  return median(Array.from({ length: FILES }, () => milliseconds(work)));
}

function main(): void {
  const memory = process.memoryUsage.rss();
  const began = performance.now();
  const objects = sharedObjects();
  const properties = new PropertyBaseline(objects);
  const listeners = new ListenerBaseline(sharedEmitters(objects));
  const setUp = performance.now() - began;
  const megabytes = (process.memoryUsage.rss() - memory) / 1e6;
  const watched = objects.flatMap(({ object }) =>
    Object.values(Object.getOwnPropertyDescriptors(object)),
  );
  const constants = watched.filter(({ value }) => ['string', 'number'].includes(typeof value));

  console.table({
    'objects watched': objects.length,
    'properties watched': watched.length,
    'of them text and numbers': constants.length,
    'set-up, once a process (ms)': round(setUp),
    'set-up, once a process (MB of rss)': round(megabytes),
    'properties, warm, a file (ms)': round(medianOf(() => properties.changes())),
    'listeners, warm, a file (ms)': round(medianOf(() => listeners.changes())),
    'resources, warm, twice a file (ms)': round(medianOf(() => readResources())),
    'a look by the inspector, with jest-runner loaded (ms)': round(look()),
  });
}

/** In a process of its own: V8 remembers the hashes of scripts, and a second look is cheaper. */
function look(): number {
  if (process.argv[2] === 'look') {
    const values: unknown[] = [main, require('jest-runner')];
    process.stdout.write(String(milliseconds(() => locate(new Session(), values, () => null))));
    process.exit();
  }
  return Number(spawnSync(process.execPath, [__filename, 'look'], { encoding: 'utf8' }).stdout);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

if (process.argv[2] === 'look') look();
else main();
