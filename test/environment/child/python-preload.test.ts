import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pythonPreloadEnv } from '../../../environment/child/python-preload';
import { diagnosePython } from '../../../src/diagnose/python/diagnose-python';
import type { HeapDiagnosis } from '../../../src/diagnose/heap-diagnosis';
import { pythonByProcess } from '../../../src/spool/python-looks';
import { readSpool } from '../../../src/spool/reader';
import { describePython, python, runPython } from '../../python-programs';
import { AWAITS, CALLS, FORKS, HOLDS, PROFILED, TOUCHY } from './leaking-programs';

let spool: string;
beforeEach(() => {
  spool = mkdtempSync(path.join(os.tmpdir(), 'tidemark-python-'));
});
afterEach(() => rmSync(spool, { recursive: true, force: true }));

const PLAIN = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
const looked = (more: NodeJS.ProcessEnv = {}) => pythonPreloadEnv({ ...PLAIN, ...more }, spool);
const written = () => readdirSync(spool).filter((name) => name.endsWith('.ndjson'));

/** Runs a program to its end, which must be a good one, and gives what is said of each of its processes. */
async function looksAt(program: string): Promise<HeapDiagnosis[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tidemark-python-'));
  try {
    const file = path.join(directory, 'program.py');
    writeFileSync(file, program);
    const { status, stderr } = await runPython([file], pythonPreloadEnv(PLAIN, directory));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { logs } = await readSpool(directory);
    const sources = { rootDir: directory, readText: () => program };
    return [...pythonByProcess(logs).values()].map((one) => diagnosePython(one, null, sources));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const LIVES = 'import time; time.sleep(1.8)';
describePython('what is loaded into Python children', () => {
  it('leaves output, exit status, search path, modules and threads as they are', async () => {
    const program = `
import atexit, gc, signal, sys, threading
${LIVES}
print(sys.path, sorted(sys.modules), threading.enumerate().__len__(), signal.pthread_sigmask(0, []))
print(sys.getswitchinterval(), file=sys.stderr)
sys.exit(7)`;
    const plain = await runPython(['-c', program], PLAIN);
    const measured = await runPython(['-c', program], looked());
    expect(written()).toHaveLength(1);
    expect(measured).toEqual(plain);
    expect(measured.status).toBe(7);
  });

  it('is silent where every warning is an error, and where it cannot write', async () => {
    const strict = ['-X', 'dev', '-W', 'error', '-c', LIVES];
    expect(await runPython(strict, looked())).toMatchObject({ status: 0, stderr: '' });
    const gone = looked();
    const program = `import shutil; shutil.rmtree(${JSON.stringify(spool)}); ${LIVES}`;
    expect(await runPython(['-c', program], gone)).toMatchObject({ status: 0, stderr: '' });
  });

  it('hands over to the sitecustomize that was there, and keeps the order of PYTHONPATH', async () => {
    const own = path.join(spool, 'own');
    mkdirSync(own);
    writeFileSync(path.join(own, 'sitecustomize.py'), 'print("own", __file__)');
    const given = { PYTHONPATH: [own, path.join(spool, 'b')].join(path.delimiter) };
    const program = 'import sys, sitecustomize; print(sitecustomize.__file__, sys.path)';
    const measured = await runPython(['-c', program], looked(given));
    expect(measured.stdout).toContain(path.join(own, 'sitecustomize.py'));
    expect(measured).toEqual(await runPython(['-c', program], { ...PLAIN, ...given }));
    writeFileSync(path.join(own, 'sitecustomize.py'), '1 / 0');
    const broken = await runPython(['-c', 'pass'], looked(given));
    expect(broken.stderr).toContain('ZeroDivisionError');
    expect(broken).toEqual(await runPython(['-c', 'pass'], { ...PLAIN, ...given }));
  });

  it('looks into programs however they are started, but not where Python is told to be alone', async () => {
    writeFileSync(path.join(spool, 'mod.py'), LIVES);
    const starts = [['-c', LIVES], ['mod.py'], ['-m', 'mod'], ['-P', 'mod.py']];
    const known = starts.filter(([flag]) => flag !== '-P' || (python?.[1] ?? 0) >= 11);
    await Promise.all(known.map((args) => runPython(args, looked(), spool)));
    expect(written()).toHaveLength(known.length);
    const alone = ['-I', '-E', '-S'].map((flag) => runPython([flag, '-c', LIVES], looked()));
    await Promise.all([...alone, runPython(['-c', LIVES], PLAIN)]);
    expect(written()).toHaveLength(known.length);
  });

  it('writes nothing of what lives for a moment, and does not hold it up', async () => {
    expect(await runPython(['-c', 'print(1)'], looked())).toMatchObject({ stdout: '1\n' });
    expect(written()).toEqual([]);
  });

  it('survives being killed, and ending without goodbye', async () => {
    const kill = `import os, signal; ${LIVES}; os.kill(os.getpid(), signal.SIGKILL)`;
    expect(await runPython(['-c', kill], looked())).toMatchObject({ signal: 'SIGKILL' });
    const exit = `import os; ${LIVES}; os._exit(3)`;
    expect(await runPython(['-c', exit], looked())).toMatchObject({ status: 3, stderr: '' });
    expect(pythonByProcess((await readSpool(spool)).logs).size).toBe(2);
  });

  it('leaves signals to the threads of the program', async () => {
    const program = `
import os, signal, threading
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
print(int(signal.sigwait({signal.SIGTERM})))`;
    expect(await runPython(['-c', program], looked())).toMatchObject({ stdout: '15\n', status: 0 });
  });
});

describePython('what is said of Python programs', () => {
  let told: Readonly<
    Record<'forks' | 'holds' | 'calls' | 'touchy' | 'awaits', readonly HeapDiagnosis[]>
  >;
  beforeAll(async () => {
    const [forks = [], holds = [], calls = [], touchy = [], awaits = []] = await Promise.all(
      [FORKS, HOLDS, CALLS, TOUCHY, AWAITS, PROFILED].map(looksAt),
    );
    told = { forks, holds, calls, touchy, awaits };
  });
  const pathsOf = (name: keyof typeof told) =>
    told[name].flatMap(({ retainers }) => retainers.map(({ path: text }) => text));

  it.each<[string, 'holds' | 'calls' | 'awaits', RegExp]>([
    ['a module', 'holds', /variable 'rows' → list \(/],
    ['an object of slots', 'holds', /variable 'a' → A \.seen → collections\.deque \(/],
    ['a class', 'holds', /variable 'Store' → class Store \.kept → dict \(/],
    ['a function', 'holds', /function note \(program\.py:\d+\) → default of 'given' → set \(/],
    ['what is around a function', 'holds', /add \(program\.py:\d+\) → variable 'inside' → list \(/],
    [
      'an unbounded cache',
      'calls',
      /→ cached function price \(program\.py:\d+\) → dict \(.*→ str$/,
    ],
    ['a module, of bytes', 'calls', /variable 'log' → bytearray \(.* KiB\)$/],
    ['a call', 'calls', /^running function main \(program\.py:\d+\) → variable 'rows' → list \(/],
    [
      'a coroutine',
      'awaits',
      /^running function main \(program\.py:\d+\) → variable 'seen' → list \(/,
    ],
  ])('%s holds a collection', (_, program, expected) => {
    expect(pathsOf(program)).toContainEqual(expect.stringMatching(expected));
    expect(told[program][0]?.culprit?.file).toBe('program.py');
  });

  it('nothing of what is bounded, nor of what has code of its own for whoever touches it', () => {
    expect(pathsOf('touchy')).toEqual([
      expect.stringMatching(/^module program\.py → variable 'grown' → TouchyDict \(.*→ Touchy$/),
    ]);
  });

  it('what a forked process holds, whose parent is not warned of a thread that it never began', () => {
    expect(told.forks).toHaveLength(2);
    expect(pathsOf('forks')).toEqual([
      expect.stringMatching(/^module program\.py → variable 'kept' → dict \(/),
    ]);
  });
});
