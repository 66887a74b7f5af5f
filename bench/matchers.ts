// What `toLeakMemory` says of the cases of myokit's study of leak detection, each in a Jest of its own:
//   node dist/bench/matchers.js [--runs 5] [--calls 50000]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = path.resolve(__dirname, '../..');
const JEST = path.join(ROOT, 'node_modules/jest/bin/jest.js');

interface Case {
  readonly name: string;
  /** What is there before the function. */
  readonly given: string;
  readonly call: string;
}

const MALLOC = `const malloc = require(${JSON.stringify(require.resolve('koffi'))})
  .load('libc.so.6').func('void *malloc(size_t size)');`;

const CASES: readonly Case[] = [
  { name: 'none', given: '', call: '() => {}' },
  { name: 'none, garbage', given: '', call: `() => JSON.parse('[{"a":1},{"b":[2,3]}]')` },
  { name: 'none, asynchronous', given: '', call: 'async () => { await null; }' },
  {
    name: 'a cache of 20,000 entries',
    given: 'const cache = new Map(); let n = 0;',
    call: '() => void cache.set(n++ % 20_000, { n })',
  },
  { name: 'one number kept', given: 'const kept = [];', call: '() => void kept.push(1.23)' },
  { name: 'one empty array kept', given: 'const kept = [];', call: '() => void kept.push([])' },
  { name: 'one native double (8 bytes)', given: MALLOC, call: '() => void malloc(8)' },
  { name: '100 native doubles', given: MALLOC, call: '() => void malloc(800)' },
];

interface Answer {
  readonly said: string;
  readonly ms: number;
}

function ask({ given, call }: Case, calls: number): Answer {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-matchers-'));
  try {
    mkdirSync(path.join(directory, 'node_modules'));
    symlinkSync(ROOT, path.join(directory, 'node_modules/jest-tidemark'));
    writeFileSync(path.join(directory, 'package.json'), '{}');
    writeFileSync(
      path.join(directory, 'one.test.js'),
      `require('jest-tidemark/matchers');
       ${given}
       test('case', () => expect(${call}).not.toLeakMemory({ calls: ${calls} }));`,
    );
    const config = JSON.stringify({ rootDir: directory, testEnvironment: 'node', transform: {} });
    const args = [JEST, '--json', '--silent', '--config', config];
    const { stdout } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
    const { testResults } = JSON.parse(stdout) as {
      testResults: { assertionResults: { failureMessages: string[]; duration: number }[] }[];
    };
    const result = testResults[0]?.assertionResults[0];
    const failure = result?.failureMessages.join('\n') ?? 'the test did not run';
    const sentences = failure.match(/Each call keeps .*\./g)?.join(' ');
    return { said: sentences ?? (failure === '' ? 'nothing' : failure), ms: result?.duration ?? 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    calls: { type: 'string', default: '50000' },
  },
});
console.log('| kept by each call | found | what it says | time of the test |');
console.log('| --- | --- | --- | --- |');
for (const one of CASES) {
  const answers = Array.from({ length: Number(values.runs) }, () => ask(one, Number(values.calls)));
  const found = answers.filter(({ said }) => said !== 'nothing');
  const ms = answers.map((answer) => answer.ms).toSorted((a, b) => a - b);
  const middle = ((ms[Math.floor(ms.length / 2)] ?? 0) / 1000).toFixed(1);
  const said = (found[0] ?? answers[0])?.said ?? '';
  console.log(`| ${one.name} | ${found.length} of ${answers.length} | ${said} | ${middle} s |`);
}
