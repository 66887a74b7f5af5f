import path from 'node:path';
import { checkOptions, type OptionRules } from './option-rules';
import { parseBytes } from './units';

/** The reporter's options as they are written in the Jest config. */
export type ReporterOptions = Partial<Omit<Options, 'criticalMemory' | 'criticalMemorySource'>> & {
  /** Bytes, or a size such as `512 MB` or `4 GiB`. */
  readonly criticalMemory?: number | string;
};

/** The same, complete. */
export interface Options {
  /** Milliseconds between two samples of a process. */
  readonly interval: number;
  /** The mildest verdict that fails the run. */
  readonly failOn: 'leak' | 'suspect' | 'never';
  /** Absolute path of the directory that `report.json` is written to. */
  readonly outputDirectory: string;
  /** Share of a process's CPU time that measuring retained memory may take; nothing is measured at 0. */
  readonly collectionBudget: number;
  /** Seconds that suspects may be run again for; `true` is a third of the run's time, within bounds. */
  readonly confirmation: boolean | number;
  /** Points of the shortest window that a line is fitted to. */
  readonly minPoints: number;
  /** Spacing of the points, in seconds, that a series is resampled to. */
  readonly resampleSeconds: number;
  /** The least coefficient of determination at which points are taken for a line. */
  readonly rSquared: number;
  /** Seconds: growth that takes longer to reach critical memory is not critical. */
  readonly criticalTime: number;
  /** The memory, in bytes, that must not be reached. */
  readonly criticalMemory: number;
  readonly criticalMemorySource: 'option' | 'machine' | 'container';
}

/** What options are resolved against; read by the caller, so that the resolution is pure. */
export interface OptionSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly rootDir: string;
  /** Physical memory in bytes. */
  readonly totalMemory: number;
  /** The container's limit in bytes, null where there is none. */
  readonly constrainedMemory: number | null;
}

const failOnValues: readonly unknown[] = ['leak', 'suspect', 'never'] satisfies Options['failOn'][];
const leastCriticalMemory = 1024 ** 2;

/** What each option may be, in words too. */
export const optionRules = {
  interval: {
    accepts: (value) => isBetween(value, 5, 60_000),
    allowed: 'a number of milliseconds from 5 to 60000',
    example: 50,
  },
  failOn: {
    accepts: (value) => failOnValues.includes(value),
    allowed: '"leak", "suspect" or "never"',
    example: 'suspect',
  },
  outputDirectory: {
    accepts: (value) => typeof value === 'string' && value.trim() !== '',
    allowed: 'a path, relative to rootDir or absolute',
    example: 'tidemark-report',
  },
  collectionBudget: {
    accepts: (value) => isBetween(value, 0, 1),
    allowed: 'a share of CPU time from 0 to 1',
    example: 0.02,
  },
  confirmation: {
    accepts: (value) => typeof value === 'boolean' || isBetween(value, 1, 3600),
    allowed: 'true, false or a number of seconds from 1 to 3600',
    example: 60,
  },
  minPoints: {
    accepts: (value) => Number.isInteger(value) && isBetween(value, 3, 100_000),
    allowed: 'a whole number of points from 3 to 100000',
    example: 20,
  },
  resampleSeconds: {
    accepts: (value) => isBetween(value, 0.01, 3600),
    allowed: 'a number of seconds from 0.01 to 3600',
    example: 0.5,
  },
  rSquared: {
    accepts: (value) => isBetween(value, 0, 1),
    allowed: 'a number from 0 to 1',
    example: 0.9,
  },
  criticalTime: {
    accepts: (value) => isBetween(value, Number.MIN_VALUE, Number.MAX_VALUE),
    allowed: 'a number of seconds above 0',
    example: 3600,
  },
  criticalMemory: {
    accepts: (value) => isBetween(bytesOf(value), leastCriticalMemory, Number.MAX_SAFE_INTEGER),
    allowed: 'a number of bytes, or a size such as "512 MB" or "4 GiB", of at least 1 MiB',
    example: '4 GiB',
  },
} as const satisfies OptionRules;

/**
 * Completes what stands beside the reporter's name in the Jest config. An option that is undefined has
 * its default; TIDEMARK_OUTPUT_DIRECTORY wins over `outputDirectory`.
 *
 * @throws jest-validate's ValidationError for an unknown option, or a value of the wrong type or range.
 */
export function resolveOptions(raw: unknown, surroundings: OptionSurroundings): Options {
  const given = checkOptions(raw, optionRules) as ReporterOptions;
  const { env, rootDir } = surroundings;
  return {
    interval: given.interval ?? 50,
    failOn: given.failOn ?? 'leak',
    outputDirectory: path.resolve(
      rootDir,
      withRootDir(
        env['TIDEMARK_OUTPUT_DIRECTORY'] || (given.outputDirectory ?? 'tidemark-report'),
        rootDir,
      ),
    ),
    collectionBudget: given.collectionBudget ?? 0.02,
    confirmation: given.confirmation ?? true,
    minPoints: given.minPoints ?? 20,
    resampleSeconds: given.resampleSeconds ?? 0.5,
    rSquared: given.rSquared ?? 0.9,
    criticalTime: given.criticalTime ?? 3600,
    ...criticalMemory(given.criticalMemory, surroundings),
  };
}

function criticalMemory(
  given: number | string | undefined,
  { totalMemory, constrainedMemory }: OptionSurroundings,
): Pick<Options, 'criticalMemory' | 'criticalMemorySource'> {
  if (given !== undefined) {
    return { criticalMemory: bytesOf(given), criticalMemorySource: 'option' };
  }
  // Node answers 0 where it knows of no limit.
  if (constrainedMemory !== null && constrainedMemory > 0 && constrainedMemory < totalMemory) {
    return { criticalMemory: constrainedMemory, criticalMemorySource: 'container' };
  }
  return { criticalMemory: totalMemory, criticalMemorySource: 'machine' };
}

/** Jest replaces `<rootDir>` in its own options and leaves a reporter's alone. */
function withRootDir(directory: string, rootDir: string): string {
  return directory.startsWith('<rootDir>')
    ? path.join(rootDir, directory.slice('<rootDir>'.length))
    : directory;
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

/** NaN where it is no size. */
function bytesOf(value: unknown): number {
  const bytes = typeof value === 'string' ? parseBytes(value) : value;
  return typeof bytes === 'number' ? bytes : Number.NaN;
}
