import { inspect } from 'node:util';

/** What one option may be. `allowed` completes the sentence "must be …". */
export interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  readonly allowed: string;
  readonly example: string | number;
}

/** Loaded when there is something to check: most users give no option, and it takes a while. */
function jestValidate(): typeof import('jest-validate') {
  return require('jest-validate') as typeof import('jest-validate');
}

export type OptionRules = Readonly<Record<string, OptionRule>>;

const reporter = 'jest-tidemark/reporter';
const title = '● Validation Error';

/**
 * Gives back the options of the reporter as they stand in the Jest config, every one of them known and
 * accepted by its rule. jest-validate walks them; its own answers would not do, since it only warns of
 * an option that it does not know, and compares types, never values.
 *
 * @throws ValidationError, which Jest prints as it stands and without a stack.
 */
export function checkOptions(raw: unknown, rules: OptionRules): Record<string, unknown> {
  if (raw === undefined || raw === null || isEmpty(raw)) {
    return {};
  }
  const { validate, ValidationError } = jestValidate();
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    throw new ValidationError(
      title,
      `  The options of ${reporter} must be:\n    an object\n  but instead received:\n    ${shown(raw)}`,
      exampleOf('interval', rules),
    );
  }
  const options = { ...raw } as Record<string, unknown>;
  for (const name of Object.keys(options).filter((key) => options[key] === undefined)) {
    delete options[name];
  }
  validate(options, {
    exampleConfig: rules,
    // Without a prototype, or `constructor` would be looked up in it and called.
    deprecatedConfig: Object.create(null),
    recursive: false,
    // The condition is not told the name of the option; the error is, so it decides.
    condition: () => false,
    error: (name, value) => {
      const rule = rules[name];
      if (rule !== undefined && !rule.accepts(value)) {
        throw new ValidationError(
          title,
          `  Option "${name}" of ${reporter} must be:\n    ${rule.allowed}\n  but instead received:\n    ${shown(value)}`,
          exampleOf(name, rules),
        );
      }
    },
    unknown: (config, _rules, name) => {
      const names = Object.keys(rules);
      throw new ValidationError(
        title,
        `  Unknown option "${name}" of ${reporter} with value ${shown(config[name])} was found. ${didYouMean(name, names)}`.trimEnd(),
        `  Its options are:\n    ${names.join(', ')}\n`,
      );
    },
  });
  return options;
}

/** jest-validate looks two letters far: `failon`. A shortened or lengthened name is found here: `memory`. */
export function didYouMean(name: string, names: string[]): string {
  const folded = name.toLowerCase();
  const similar = names.filter(
    (known) => known.toLowerCase().includes(folded) || folded.includes(known.toLowerCase()),
  );
  return (
    jestValidate().createDidYouMeanMessage(name, names) ||
    (folded.length > 2 && similar.length === 1 ? `Did you mean "${similar[0]}"?` : '')
  );
}

function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  const type = Array.isArray(value) ? 'array' : typeof value;
  return value === null ? text : `${text.slice(0, 200)} (${type})`;
}

function exampleOf(name: string, rules: OptionRules): string {
  const value = JSON.stringify(rules[name]?.example).replaceAll('"', "'");
  return `  Example:\n    reporters: ['default', ['${reporter}', { ${name}: ${value} }]]\n`;
}

function isEmpty(value: {}): boolean {
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}
