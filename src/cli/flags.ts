import { optionRules } from '../options';
import type { OptionRule } from '../option-rules';

/** An option of the command line. */
export interface Flag {
  readonly short?: string;
  /** What stands for its value in the help; an option without one takes no value. */
  readonly value?: string;
  /** For the help: sentences of a line each. */
  readonly help: readonly string[];
}

/** An option whose text is turned into a value, and held to the rule of the reporter's option. */
interface ValueFlag extends Flag {
  readonly value: string;
  readonly key: string;
  readonly rule: OptionRule;
  readonly read: (text: string) => number | string;
}

const detectors: readonly unknown[] = ['full', 'lbr'] satisfies Detector[];

/** `full`: what a test run is judged by. `lbr`: Linear Backward Regression alone, as published. */
export type Detector = 'full' | 'lbr';

export const valueFlags = {
  detector: {
    value: 'full|lbr',
    help: [
      'full, as in a test run: a leak needs growth that lasts (default)',
      'lbr: Linear Backward Regression alone, as published',
    ],
    key: 'detector',
    rule: {
      accepts: (value) => detectors.includes(value),
      allowed: '"full" or "lbr"',
      example: 'lbr',
    },
    read: String,
  },
  'fail-on': {
    value: 'leak|suspect|never',
    help: ['the mildest verdict for exit status 1 (default: leak)'],
    key: 'failOn',
    rule: optionRules.failOn,
    read: String,
  },
  'critical-memory': {
    value: 'SIZE',
    help: [
      'the memory that must not be reached: bytes, or 512MB, "4 GiB"',
      '(default: what this machine, or its container, has)',
    ],
    key: 'criticalMemory',
    rule: optionRules.criticalMemory,
    read: String,
  },
  'critical-time': {
    value: 'SECONDS',
    help: ['alarm where a line reaches it within this time (default: 3600)'],
    key: 'criticalTime',
    rule: optionRules.criticalTime,
    read: numberOf,
  },
  'min-points': {
    value: 'POINTS',
    help: ['of the shortest window that a line is fitted to (default: 20)'],
    key: 'minPoints',
    rule: optionRules.minPoints,
    read: numberOf,
  },
  'r-squared': {
    value: 'R2',
    help: ['the least at which points are taken for a line (default: 0.9)'],
    key: 'rSquared',
    rule: optionRules.rSquared,
    read: numberOf,
  },
  'resample-seconds': {
    value: 'SECONDS',
    help: ['between two points (default: 0.5)'],
    key: 'resampleSeconds',
    rule: optionRules.resampleSeconds,
    read: numberOf,
  },
} as const satisfies Readonly<Record<string, ValueFlag>>;

export const switches = {
  json: {
    help: ['for each FILE a line of JSON: its report, as report.json has it'],
  },
  help: { short: 'h', help: ['print this'] },
  version: { short: 'v', help: ['print the version'] },
} as const satisfies Readonly<Record<string, Flag>>;

export const flags: Readonly<Record<string, Flag>> = { ...valueFlags, ...switches };

/** NaN where it is none, and where it is empty. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
