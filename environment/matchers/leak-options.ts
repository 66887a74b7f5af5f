export interface LeakOptions {
  /** Calls to make, if time allows; more where they leave a doubt. Default 50,000. */
  readonly calls?: number;
  /** Time that calls and collections may take together, in ms; default 4,000. Never more than the test has. */
  readonly time?: number;
  /** Bytes that a call may keep, of each kind of memory. Default 2. */
  readonly tolerance?: number;
}

const DEFAULTS: Required<LeakOptions> = { calls: 50_000, time: 4_000, tolerance: 2 };

/** The options with defaults, or a sentence on what is wrong with them. */
export function leakOptions(given: unknown): Required<LeakOptions> | string {
  if (given === undefined) return DEFAULTS;
  if (typeof given !== 'object' || given === null)
    return 'Its argument must be an object of options.';
  const names = Object.keys(DEFAULTS);
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) return `There is no option "${name}", but ${names.join(', ')}.`;
    const valid = typeof value === 'number' && (name === 'tolerance' ? value >= 0 : value > 0);
    if (value !== undefined && !valid) return `The option "${name}" must be a positive number.`;
  }
  const { calls, time, tolerance } = given as LeakOptions;
  return {
    calls: calls ?? DEFAULTS.calls,
    time: time ?? DEFAULTS.time,
    tolerance: tolerance ?? DEFAULTS.tolerance,
  };
}
