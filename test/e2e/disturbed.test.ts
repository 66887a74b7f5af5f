import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JestProject } from './jest-project';

const workers = { workerIdleMemoryLimit: '4GB' };
const slow = (ms: number) =>
  `test('works', () => new Promise((resolve) => setTimeout(resolve, ${ms})), 60_000);`;
const spoolsIn = (directory: string) =>
  readdirSync(directory).filter((name) => name.startsWith('jest-tidemark-'));

let project: JestProject;
let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(path.join(os.tmpdir(), 'tidemark-tmp-'));
});
afterEach(() => {
  project.remove();
  rmSync(temporary, { recursive: true, force: true });
});

it('reports a worker that was killed: that it died, where, and its series', async () => {
  project = new JestProject(
    {
      'a.test.js': `test('is killed', async () => {
        await new Promise((resolve) => setTimeout(resolve, 2500));
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => {});
      }, 60_000);`,
      'b.test.js': slow(300),
    },
    workers,
  );
  const run = await project.run({ args: ['-w', '2'], env: { TMPDIR: temporary } });
  const dead = run.report?.processes.filter((process) => process.death !== null) ?? [];
  expect(dead).toMatchObject([{ role: 'worker', death: { kind: 'signal', file: 'a.test.js' } }]);
  // 2.5 s at 20 samples a second, less the last second and the start.
  expect(dead[0]?.samples).toBeGreaterThan(20);
  expect(dead[0]?.shape.length).toBeGreaterThan(5);
  expect(run.stderr).toMatch(/a\.test\.js/);
  expect(spoolsIn(temporary)).toEqual([]);
});

it('reports a worker that died of "heap out of memory"', async () => {
  project = new JestProject(
    {
      'a.test.js': `test('eats', async () => {
        const kept = [];
        for (;;) {
          for (let i = 0; i < 40; i += 1) kept.push(new Array(20_000).fill({ i }).map((x) => ({ ...x })));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }, 60_000);`,
      'b.test.js': slow(300),
    },
    workers,
  );
  const run = await project.run({
    args: ['-w', '2'],
    env: { TMPDIR: temporary },
    nodeArgs: ['--max-old-space-size=150'],
  });
  expect(run.status).toBe(1);
  const dead = run.report?.processes.filter((process) => process.death !== null) ?? [];
  // Jest 29 only says that a signal ended it; the sentence of V8 stands above, from the worker itself.
  const kind = run.report?.run.jestVersion.startsWith('29') ? 'signal' : 'out-of-memory';
  expect(dead).toMatchObject([{ death: { kind, file: 'a.test.js' } }]);
  expect(dead[0]?.peak.rss).toBeGreaterThan(100e6);
  expect(run.stderr).toContain('out of memory');
});

it('removes its spool when it is interrupted, and a later run cleans up after a killed one', async () => {
  project = new JestProject({ 'a.test.js': slow(20_000) });
  const interrupt = (signal: NodeJS.Signals) =>
    project.run({
      env: { TMPDIR: temporary },
      meanwhile: (jest) => {
        const timer = setInterval(() => {
          if (spoolsIn(temporary).length === 0) return;
          clearInterval(timer);
          setTimeout(() => jest.kill(signal), 500);
        }, 50);
      },
    });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    expect((await interrupt(signal)).signal).toBe(signal);
    expect(spoolsIn(temporary)).toEqual([]);
  }
  await interrupt('SIGKILL');
  expect(spoolsIn(temporary)).toHaveLength(1);

  // Neither a link nor a folder of another form with our prefix is touched.
  mkdirSync(path.join(temporary, 'jest-tidemark-mine'));
  mkdirSync(path.join(temporary, 'target'));
  symlinkSync(
    path.join(temporary, 'target'),
    path.join(temporary, 'jest-tidemark-999999-1-abcdef'),
  );
  project.write('a.test.js', slow(100));
  expect((await project.run({ env: { TMPDIR: temporary } })).status).toBe(0);
  expect(spoolsIn(temporary).toSorted()).toEqual([
    'jest-tidemark-999999-1-abcdef',
    'jest-tidemark-mine',
  ]);
  expect(existsSync(path.join(temporary, 'target'))).toBe(true);
});

it('ends in a report and a message when the spool is deleted in the middle of the run', async () => {
  project = new JestProject({ 'a.test.js': slow(3000), 'b.test.js': slow(3000) }, workers);
  const run = await project.run({
    args: ['-w', '2'],
    env: { TMPDIR: temporary },
    meanwhile: () => {
      setTimeout(() => {
        for (const name of spoolsIn(temporary))
          rmSync(path.join(temporary, name), { recursive: true });
      }, 2000);
    },
  });
  expect(run.status).toBe(0);
  expect(run.stderr).toContain('2 passed, 2 total');
  expect(run.report?.notes.join(' ')).toMatch(/ENOENT|deleted/);
  expect(spoolsIn(temporary)).toEqual([]);
});

/** A temporary directory that takes nothing: mounted read-only for root, whom no file mode stops. */
function makeReadOnly(): () => void {
  if (process.getuid?.() !== 0) {
    chmodSync(temporary, 0o500);
    return () => chmodSync(temporary, 0o700);
  }
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', temporary]);
  return () => execFileSync('umount', ['-l', temporary]);
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && canMount();
const mayBeReadOnly = mayMount || (process.platform !== 'win32' && process.getuid?.() !== 0);

const describeReadOnly = mayBeReadOnly ? describe : describe.skip;
describeReadOnly('with a read-only temporary directory', () => {
  let undo: () => void;
  beforeEach(() => {
    undo = makeReadOnly();
    project = new JestProject({ 'a.test.js': slow(300) });
  });
  afterEach(() => undo());
  // Jest keeps its own cache in the temporary directory unless it is told where.
  const cache = () => ['--cacheDirectory', path.join(project.directory, 'cache')];

  it('falls back to the output directory', async () => {
    const run = await project.run({ args: cache(), env: { TMPDIR: temporary } });
    expect(run.status).toBe(0);
    expect(run.report?.notes.join(' ')).toContain(temporary);
    expect(run.report?.processes[0]?.samples).toBeGreaterThan(2);
    expect(spoolsIn(path.join(project.directory, 'tidemark-report'))).toEqual([]);
  });

  it('says that nothing was measured when no directory takes samples', async () => {
    const run = await project.run({
      args: cache(),
      env: { TMPDIR: temporary, TIDEMARK_OUTPUT_DIRECTORY: path.join(temporary, 'report') },
    });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('1 passed, 1 total');
    expect(run.stderr).toContain('Nothing was measured');
    expect(run.stderr).toContain('TIDEMARK_OUTPUT_DIRECTORY');
  });
});

const itWithMount = mayMount ? it : it.skip;
itWithMount('ends in a report and a message when the disk is full', async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', temporary]);
  try {
    project = new JestProject(
      { 'a.test.js': slow(4000), 'b.test.js': slow(4000) },
      // At 100 samples a second the last page of each file is soon full, too.
      { ...workers, reporters: ['default', ['jest-tidemark/reporter', { interval: 10 }]] },
    );
    // Jest's own cache must lie elsewhere: it would fill the disk and fail by itself.
    const run = await project.run({
      args: ['-w', '2', '--cacheDirectory', path.join(project.directory, 'cache')],
      env: { TMPDIR: temporary },
      meanwhile: () => {
        setTimeout(() => {
          execFileSync('sh', [
            '-c',
            'dd if=/dev/zero of="$0/fill" bs=4k 2>/dev/null || true',
            temporary,
          ]);
        }, 1500);
      },
    });
    expect(run.stderr).toContain('2 passed, 2 total');
    expect(run.status).toBe(0);
    expect(run.report?.notes.join(' ')).toContain('ENOSPC');
  } finally {
    execFileSync('umount', ['-l', temporary]);
  }
});

function canMount(): boolean {
  const probe = mkdtempSync(path.join(os.tmpdir(), 'tidemark-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false; // A container without the right to mount: the test is shown as skipped.
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
