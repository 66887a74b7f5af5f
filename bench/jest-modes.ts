import path from 'node:path';

/** How a test project can be run: the arguments that make Jest do so. */
export const jestModes = {
  band: ['--runInBand'],
  // Two workers, even for few and fast files: with a limit that is never reached, Jest forks them.
  workers: ['--maxWorkers=2', '--workerIdleMemoryLimit=64GB'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Tests in random order, and their files too: Jest's own order puts files of a kind together. */
export const shuffling = [
  '--randomize',
  '--testSequencer',
  path.join(__dirname, 'shuffled-files.js'),
] as const;
