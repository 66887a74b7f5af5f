import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { resolveOptions, type OptionSurroundings } from '../src/options';

const gibibyte = 1024 ** 3;
const surroundings: OptionSurroundings = {
  env: {},
  rootDir: path.resolve('/project'),
  totalMemory: 24 * gibibyte,
  constrainedMemory: null,
};

function refusal(raw: unknown): string {
  try {
    resolveOptions(raw, surroundings);
  } catch (error) {
    return stripVTControlCharacters(error instanceof Error ? error.message : '').trimEnd();
  }
  throw new Error('accepted');
}

function criticalMemoryOf(raw: unknown, constrainedMemory: number | null) {
  const options = resolveOptions(raw, { ...surroundings, constrainedMemory });
  return [options.criticalMemory, options.criticalMemorySource];
}

function outputDirectoryOf(outputDirectory: string, fromEnvironment?: string) {
  const env = { TIDEMARK_OUTPUT_DIRECTORY: fromEnvironment };
  return resolveOptions({ outputDirectory }, { ...surroundings, env }).outputDirectory;
}

test('without options everything has its default', () => {
  const defaults = {
    interval: 50,
    failOn: 'leak',
    outputDirectory: path.resolve('/project/tidemark-report'),
    collectionBudget: 0.02,
    confirmation: true,
    minPoints: 20,
    resampleSeconds: 0.5,
    rSquared: 0.9,
    criticalTime: 3600,
    criticalMemory: 24 * gibibyte,
    criticalMemorySource: 'machine',
  };
  expect(resolveOptions({}, surroundings)).toEqual(defaults);
  expect(resolveOptions(undefined, surroundings)).toEqual(defaults);
  expect(resolveOptions({ interval: undefined }, surroundings)).toEqual(defaults);
});

test('options that are given are taken', () => {
  const given = {
    interval: 5,
    failOn: 'never',
    minPoints: 10,
    resampleSeconds: 1,
    rSquared: 0,
    criticalTime: 60,
  };
  expect(resolveOptions(given, surroundings)).toMatchObject(given);
});

test('a comment in package.json is no unknown option', () => {
  expect(resolveOptions({ '//': 'twice a second', interval: 500 }, surroundings).interval).toBe(
    500,
  );
});

describe('critical memory', () => {
  test.each([
    [2 * gibibyte, [2 * gibibyte, 'container']],
    [32 * gibibyte, [24 * gibibyte, 'machine']],
    [0, [24 * gibibyte, 'machine']],
  ])('of a container limited to %d bytes', (limit, expected) => {
    expect(criticalMemoryOf({}, limit)).toEqual(expected);
  });

  test.each([
    [1_048_576, 1_048_576],
    ['512MB', 512_000_000],
    ['4 GiB', 4 * gibibyte],
    ['1.5g', 1_500_000_000],
  ])('given as %p wins over the container', (criticalMemory, bytes) => {
    expect(criticalMemoryOf({ criticalMemory }, gibibyte)).toEqual([bytes, 'option']);
  });
});

describe('the output directory', () => {
  test('is relative to rootDir, which may be named', () => {
    expect(outputDirectoryOf('out/memory')).toBe(path.resolve('/project/out/memory'));
    expect(outputDirectoryOf('<rootDir>/out')).toBe(path.resolve('/project/out'));
    expect(outputDirectoryOf(path.resolve('/elsewhere'))).toBe(path.resolve('/elsewhere'));
  });

  test('of the environment wins, unless it is empty', () => {
    expect(outputDirectoryOf('out', 'ci/out')).toBe(path.resolve('/project/ci/out'));
    expect(outputDirectoryOf('out', '')).toBe(path.resolve('/project/out'));
  });
});

test('an unknown option is refused with the nearest right name', () => {
  expect(refusal({ failon: 'leak' })).toBe(
    `● Validation Error:

  Unknown option "failon" of jest-tidemark/reporter with value "leak" (string) was found. Did you mean "failOn"?

  Its options are:
    interval, failOn, outputDirectory, collectionBudget, confirmation, minPoints, resampleSeconds, rSquared, criticalTime, criticalMemory`,
  );
});

test.each([
  ['intervall', 'interval'],
  ['intervalMs', 'interval'],
  ['outputDir', 'outputDirectory'],
  ['memory', 'criticalMemory'],
  ['RSQUARED', 'rSquared'],
])('%s is told to be %s', (name, meant) => {
  expect(refusal({ [name]: 1 })).toContain(`Did you mean "${meant}"?`);
});

test.each(['threshold', 'constructor', 'critical', ''])('%p is refused without a guess', (name) => {
  expect(refusal({ [name]: 1 })).toContain(`Unknown option "${name}"`);
  expect(refusal({ [name]: 1 })).not.toContain('Did you mean');
});

test('__proto__ in a JSON config is an unknown option', () => {
  expect(refusal(JSON.parse('{"__proto__": {"interval": 7}}'))).toContain('"__proto__"');
});

test('a value of the wrong type is refused with what is allowed and an example', () => {
  expect(refusal({ criticalMemory: ['4 GiB'] })).toBe(
    `● Validation Error:

  Option "criticalMemory" of jest-tidemark/reporter must be:
    a number of bytes, or a size such as "512 MB" or "4 GiB", of at least 1 MiB
  but instead received:
    [ '4 GiB' ] (array)

  Example:
    reporters: ['default', ['jest-tidemark/reporter', { criticalMemory: '4 GiB' }]]`,
  );
});

test.each([
  [{ interval: '50' }, '"50" (string)'],
  [{ interval: 4.9 }, '4.9 (number)'],
  [{ interval: Number.NaN }, 'NaN (number)'],
  [{ interval: Number.POSITIVE_INFINITY }, 'Infinity (number)'],
  [{ failOn: 'Leak' }, '"Leak" (string)'],
  [{ failOn: null }, 'null'],
  [{ failOn: true }, 'true (boolean)'],
  [{ outputDirectory: '' }, '"" (string)'],
  [{ outputDirectory: { path: 'out' } }, "{ path: 'out' } (object)"],
  [{ minPoints: 20.5 }, '20.5 (number)'],
  [{ minPoints: 2 }, '2 (number)'],
  [{ resampleSeconds: 0 }, '0 (number)'],
  [{ rSquared: 90 }, '90 (number)'],
  [{ rSquared: -0.1 }, '-0.1 (number)'],
  [{ criticalTime: 0 }, '0 (number)'],
  [{ criticalMemory: 512 }, '512 (number)'],
  [{ criticalMemory: 'lots' }, '"lots" (string)'],
  [{ criticalMemory: '50%' }, '"50%" (string)'],
])('%j is refused', (raw, received) => {
  const message = refusal(raw);
  expect(message).toContain(`Option "${Object.keys(raw)[0]}" of jest-tidemark/reporter must be:`);
  expect(message).toContain(`but instead received:\n    ${received}\n`);
});

test.each([[['interval', 50]], ['leak'], [50]])('options that are %j are refused', (raw) => {
  expect(refusal(raw)).toContain('The options of jest-tidemark/reporter must be:\n    an object');
});
