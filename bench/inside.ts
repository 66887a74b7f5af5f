import { captureCollector } from '../environment/inside/collector';
import { thisProcess } from '../environment/inside/host';
import { markRealm } from '../environment/inside/realm-marker';
import { RealmRegistry } from '../environment/inside/realm-registry';

/**
 * What measuring from inside costs: `node dist/bench/inside.js`. Collections by how much of the heap is
 * alive and how much is garbage (CPU time with V8's helper threads, the least of five), and the readings
 * that need none.
 */
const REPEATS = 5;
const READINGS = 2000;

const collector = captureCollector(process.versions.node, process.execArgv);

/** Objects of the kind that modules are made of: small, and referring to each other. */
function fill(megabytes: number): unknown[] {
  return Array.from({ length: megabytes * 7000 }, (_, i) => ({ i, next: { i }, text: `n${i}` }));
}

function collection(alive: number, garbage: number): Record<string, number> {
  const kept = fill(alive);
  const rounds = Array.from({ length: REPEATS }, () => {
    fill(garbage);
    return collector.collect();
  });
  const left = process.memoryUsage().heapUsed / 1e6;
  const cpu = Math.min(...rounds.map(({ cpuMs }) => cpuMs));
  return {
    'MB alive': Math.round(left),
    'MB of garbage': garbage,
    'CPU (ms)': Math.round(cpu * 10) / 10,
    'clock (ms)': Math.round(Math.min(...rounds.map(({ wallMs }) => wallMs)) * 10) / 10,
    'CPU a MB alive (ms)': Math.round((100 * cpu) / left) / 100,
    objects: kept.length,
  };
}

function microseconds(work: () => void): number {
  for (let i = 0; i < READINGS; i += 1) work();
  const began = performance.now();
  for (let i = 0; i < READINGS; i += 1) work();
  return Math.round(((performance.now() - began) * 1e4) / READINGS) / 10;
}

function main(): void {
  console.table([
    collection(0, 0),
    collection(10, 0),
    collection(10, 100),
    collection(50, 0),
    collection(50, 100),
    collection(150, 0),
  ]);
  const host = thisProcess();
  const registry = new RealmRegistry();
  const realms = Array.from({ length: 200 }, () => ({}));
  for (const realm of realms) registry.add('/a.test.js', realm);
  const globals = Array.from({ length: READINGS }, () => ({}));
  console.table({
    'CPU time (µs)': microseconds(() => host.cpuMs()),
    'native contexts (µs)': microseconds(() => host.contexts()),
    'old space, external, resident set (µs)': microseconds(() => host.reading()),
    'all memory (µs)': microseconds(() => host.memory()),
    'marking a realm (µs)': microseconds(() => markRealm(globals.pop() ?? {}, globals.length)),
    'which of 200 realms live (µs)': microseconds(() => registry.alive(realms.length)),
  });
}

main();
