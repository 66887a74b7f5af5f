import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, csv, leaking, samples, steady, Tidemark } from './tidemark';

let tidemark: Tidemark;
beforeAll(() => {
  tidemark = new Tidemark();
  tidemark.write('recording.csv', csv(...samples(11, 'a', 60, steady)));
});
afterAll(() => tidemark.remove());

test('alone it prints the help, which lists the commands', () => {
  const { status, stdout, stderr } = tidemark.run([]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/Commands:\n {2}detect FILE\.\.\. /);
  expect(tidemark.run(['--help']).stdout).toBe(stdout);
  expect(tidemark.run(['-h']).stdout).toBe(stdout);
});

test('the help of detect tells every option, what a FILE may be, and the exit status', () => {
  const { status, stdout } = tidemark.run(['detect', '--help']);
  expect(status).toBe(0);
  expect(stdout.match(/--[a-z-]+(?= )/g)).toEqual(
    expect.arrayContaining([
      '--detector',
      '--fail-on',
      '--critical-memory',
      '--critical-time',
      '--min-points',
      '--r-squared',
      '--resample-seconds',
      '--json',
      '--help',
      '--version',
    ]),
  );
  expect(stdout).toContain('Process ID,Process Name,Time,Memory Usage');
  expect(stdout).toMatch(/report\.json.* holds no series, so nothing is judged again/s);
  expect(stdout).toContain('Exit status: 0 ');
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test.each(['detect', 'soak', 'confirm'])(
  'the help of %s is in the form of the others, and the general help names it',
  (command) => {
    const { status, stdout, stderr } = tidemark.run([command, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: tidemark ${command} .*\\n\\n[A-Z]`));
    expect(stdout).toMatch(/\n\nOptions:\n(.*\n)* {2}-h, --help +print this\n/);
    expect(stdout).toMatch(/\n\nExit status: 0 [^]* 1 [^]* 2 [^]*\n$/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(tidemark.run([command, '-h']).stdout).toBe(stdout);
    expect(tidemark.run(['--help']).stdout).toMatch(new RegExp(`\\n {2}${command} `));
  },
);

test('the help of confirm tells what REPORT may be, where the new one goes, and the exit status', () => {
  const { stdout } = tidemark.run(['confirm', '--help']);
  expect(stdout).toContain('REPORT (default: tidemark-report/report.json)');
  expect(stdout).toMatch(/--time TIME .*\(default: 60s\)/);
  expect(stdout).toMatch(/the new report is written where that config says/);
  expect(stdout).toMatch(/first argument that is no option is REPORT/);
});

test('--version prints the version of the package', () => {
  const file = path.resolve(__dirname, '../../../package.json');
  const { version, bin } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
    bin: { tidemark: string };
  };
  expect(tidemark.run(['--version']).stdout).toBe(`${version}\n`);
  expect(tidemark.run(['detect', '-v']).stdout).toBe(`${version}\n`);
  expect(path.resolve(path.dirname(file), bin.tidemark)).toBe(CLI);
  expect(readFileSync(CLI, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test.each<[readonly string[], RegExp]>([
  [['detct', 'recording.csv'], /no command "detct"\. Did you mean "detect"\?/],
  [['recording.csv'], /no command "recording\.csv"\. .* tidemark detect recording\.csv\n/],
  [['detect'], /needs at least one FILE.*\nExample: tidemark detect recording\.csv\n/],
  [['--json'], /A command is missing/],
  [['detect', '--critical-mem', '1GB', 'recording.csv'], /Did you mean --critical-memory\?/],
  [['detect', '--failon=never', 'recording.csv'], /no option --failon\. Did you mean --fail-on\?/],
  [['detect', '-q', 'recording.csv'], /no option -q\.\n/],
  [
    ['detect', '--min-points', 'ten', 'recording.csv'],
    /--min-points must be a whole number of points from 3 to 100000, but "ten" was given\.\nExample: .* --min-points 20 /,
  ],
  [['detect', '--min-points=', 'recording.csv'], /--min-points must be .*, but "" was given/],
  [['detect', 'recording.csv', '--r-squared'], /--r-squared must be .*, but nothing was given/],
  [['detect', '--r-squared', '1.5', 'recording.csv'], /from 0 to 1, but "1\.5" was given/],
  [['detect', '--critical-memory', '5', 'recording.csv'], /of at least 1 MiB, but "5" was given/],
  [['detect', '--critical-time', '0', 'recording.csv'], /of seconds above 0, but "0" was given/],
  [['detect', '--resample-seconds', 'x', 'recording.csv'], /from 0\.01 to 3600, but "x" was given/],
  [['detect', '--fail-on', 'leaks', 'recording.csv'], /"leak", "suspect" or "never", but "leaks"/],
  [['detect', '--detector', 'LBR', 'recording.csv'], /must be "full" or "lbr", but "LBR" was/],
  [['detect', '--json=yes', 'recording.csv'], /--json takes no value, but "yes" was given/],
])('%p is wrong usage', (args, message) => {
  const { status, stdout, stderr } = tidemark.run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toContain('"tidemark detect --help" tells all options.\n');
});

describe('a file that cannot be read', () => {
  beforeAll(() => {
    tidemark.write('empty.csv', '');
    tidemark.write('notes.md', '# Notes\n\nNothing recorded.\n');
    tidemark.write('cut.csv.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0));
  });
  test.each<[string, RegExp]>([
    ['recording.cvs', /recording\.cvs: it does not exist\. Did you mean "recording\.csv"\?\n$/],
    ['nowhere/run.csv', /nowhere\/run\.csv: it does not exist\. Check the path\.\n$/],
    ['.', /Cannot read \.: it is a directory\. Name the files in it\.\n$/],
    ['empty.csv', /must hold at least one sample, and it has none\.\nGive a CSV file with /],
    [
      'notes.md',
      /and it has 2 lines of another form\.\nGive a CSV file with the columns Process ID,/,
    ],
    ['cut.csv.gz', /damaged or cut off: get it anew\.\n$/],
  ])('%s', (file, message) => {
    const { status, stdout, stderr } = tidemark.run(['detect', file]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('keeps no other from being judged, and counts before a leak', () => {
    const leak = tidemark.write('leak.csv', csv(...samples(12, 'control', 120, leaking)));
    const { status, stdout, stderr } = tidemark.run(['detect', 'gone.csv', leak]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/gone\.csv: it does not exist/);
    expect(stdout).toMatch(/LEAK control/);
  });
});

describe('what the terminal can show', () => {
  const leak = csv(...samples(12, 'control', 120, leaking));
  test('colours come when they are asked for, and letters that the locale has', () => {
    const file = tidemark.write('look.csv', leak);
    const plain = tidemark.run(['detect', file]).stdout;
    const escape = '\u001B[';
    expect(plain).not.toContain(escape);
    expect(plain).toContain('▁');
    expect(tidemark.run(['detect', file], { FORCE_COLOR: '1' }).stdout).toContain(escape);
    const ascii = tidemark.run(['detect', file], { LC_ALL: 'C' }).stdout;
    expect(Buffer.byteLength(ascii)).toBe(ascii.length);
  });
  test('a process name cannot steer it', () => {
    const lines = samples(12, 'a\u001B[2Jb', 120, leaking);
    const { stdout } = tidemark.run(['detect', tidemark.write('name.csv', csv(...lines))]);
    expect(stdout).toMatch(/^LEAK ab \(pid 12\)\n/);
  });
});
