import v8 from 'node:v8';
import vm from 'node:vm';

/** What one full collection cost: CPU time of the whole process (V8's helper threads included), and time. */
export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface Collector {
  /** False where V8 could not be told to let go of maps: realms of ended files may then outlast a collection. */
  readonly exact: boolean;
  /** A full collection, now, on this thread. */
  collect(): Cost;
}

/**
 * Node versions whose V8 is known to have `--retain-maps-for-n-gc`, with default 2. A list, because V8
 * answers an unknown flag with two lines on the user's stderr and throws nothing.
 */
const FIRST_KNOWN_MAJOR = 20;
const LAST_KNOWN_MAJOR = 26;
const RETAIN_MAPS = '--retain-maps-for-n-gc';
const RETAIN_MAPS_DEFAULT = 2;

/**
 * Gets hold of V8's `gc`. V8 puts it into every context that is made while `--expose-gc` is on, so the
 * flag is on for the making of one context only; the captured function goes on working. Who started Node
 * with `--expose-gc` keeps it.
 */
export function captureCollector(nodeVersion: string, execArgv: readonly string[]): Collector {
  const collectGarbage = globalThis.gc ?? exposeForOneContext();
  const major = Number(nodeVersion.split('.')[0]);
  const exact = major >= FIRST_KNOWN_MAJOR && major <= LAST_KNOWN_MAJOR;
  const before = retainMapsOf(execArgv);
  return {
    exact,
    collect() {
      const cpu = process.cpuUsage();
      const wall = performance.now();
      // V8 keeps maps, and through them whole realms, for two collections; not so for this one.
      if (exact) v8.setFlagsFromString(`${RETAIN_MAPS}=0`);
      try {
        collectGarbage();
        // Freed Buffers are counted until the next collection, however small, has waited for the threads
        // that free them: without it, 90 MB freed were counted still. It takes 2 to 8 ms then.
        collectGarbage({ type: 'minor' });
      } finally {
        if (exact) v8.setFlagsFromString(`${RETAIN_MAPS}=${before}`);
      }
      const wallMs = performance.now() - wall;
      const used = process.cpuUsage(cpu);
      return { cpuMs: (used.user + used.system) / 1000, wallMs };
    },
  };
}

function exposeForOneContext(): NodeJS.GCFunction {
  v8.setFlagsFromString('--expose-gc');
  try {
    return vm.runInNewContext('gc') as NodeJS.GCFunction;
  } finally {
    v8.setFlagsFromString('--no-expose-gc');
  }
}

/** What the process was started with, so that it can be put back. Underscores are dashes to V8. */
function retainMapsOf(execArgv: readonly string[]): number {
  for (const argument of execArgv.toReversed()) {
    const [name, value] = argument.replaceAll('_', '-').split('=');
    if (name === RETAIN_MAPS && value !== undefined) return Number(value);
  }
  return RETAIN_MAPS_DEFAULT;
}
