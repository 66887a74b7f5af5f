import type { InsideRecord } from '../../../environment/inside/measurement';
import { judgeInside } from '../../../src/detect/judge-inside';
import type { InsideFinding } from '../../../src/detect/inside-finding';
import type { FloorRecord, RealmsRecord } from '../../../src/spool/records';
import { series } from '../../inside-series';
import { record } from './recorded-run';

const HEALTHY = `test('allocates', () => {
  const list = Array.from({ length: 50_000 }, (_, i) => ({ i }));
  expect(list).toHaveLength(50_000);
});`;
const LISTENER = `require('node:cluster').setMaxListeners(0).on('fork', () => module);\n${HEALTHY}`;
const TIMER = `setInterval(() => module, 1000);\n${HEALTHY}`;

/** These files are over so soon that the default may leave no room for a first collection. */
const MORE = 0.3;

const times = (count: number, text: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => text(index));
const isFloor = (one: InsideRecord): one is FloorRecord => one.type === 'floor';
const isCensus = (one: InsideRecord): one is RealmsRecord => one.type === 'realms';

function judge(records: readonly InsideRecord[], files: number): InsideFinding[] {
  const census = records.findLast(isCensus) ?? null;
  const own = series({
    files: times(files, (index) => `${index + 1}.test.js`),
    floors: records.filter(isFloor),
    census,
  });
  return judgeInside({ own, earlier: [] });
}

const findingOf = (signal: string, records: readonly InsideRecord[], files: number) =>
  judge(records, files).find((finding) => finding.signal === signal);

describe('the probe in a real Jest', () => {
  it('finds the realm of every file that leaves a listener on a core module, in band', async () => {
    const { writers, status } = await record({ files: times(10, () => LISTENER) });
    expect(status).toBe(0);
    const [records = []] = writers;
    expect(findingOf('realms', records, 10)).toMatchObject({ outcome: 'leak', rate: { value: 1 } });
  });

  it('finds nothing on healthy files, in band or in workers', async () => {
    for (const args of [['-i'], ['-w', '2']]) {
      const files = times(12, () => HEALTHY);
      const { writers } = await record({ files, args, budgetShare: MORE });
      expect(writers.length).toBeGreaterThan(0);
      for (const records of writers) {
        expect(findingOf('realms', records, 12)?.outcome).toBe('steady');
      }
    }
  });

  it('tells what timers keep, in workers that Jest must kill', async () => {
    const { writers, stderr } = await record({
      files: times(16, () => TIMER),
      args: ['-w', '2'],
      budgetShare: MORE,
      config: { workerIdleMemoryLimit: '2GB' },
    });
    expect(stderr).toContain('failed to exit gracefully');
    expect(writers).toHaveLength(2);
    for (const records of writers) {
      expect(['leak', 'suspect']).toContain(findingOf('realms', records, 16)?.outcome);
    }
  });

  it('does not keep healthy workers from exiting', async () => {
    const { stderr } = await record({
      files: times(12, () => LISTENER),
      args: ['-w', '2'],
      config: { workerIdleMemoryLimit: '2GB' },
    });
    expect(stderr).not.toContain('failed to exit gracefully');
  });

  it('measures each thread by itself with --workerThreads', async () => {
    const { writers } = await record({
      files: times(16, () => LISTENER),
      args: ['-w', '2', '--workerThreads'],
      budgetShare: MORE,
      config: { workerIdleMemoryLimit: '2GB' },
    });
    expect(writers).toHaveLength(2);
    for (const records of writers) {
      // On a busy machine a worker's end leaves time for two collections only.
      expect(['leak', 'suspect']).toContain(findingOf('realms', records, 16)?.outcome);
    }
  });

  it('names the few files that keep their realm, as a suspect', async () => {
    const kept = [3, 7, 11];
    const { writers } = await record({
      files: times(16, (index) => (kept.includes(index + 1) ? LISTENER : HEALTHY)),
      budgetShare: MORE,
    });
    const [records = []] = writers;
    const finding = findingOf('realms', records, 16);
    expect(finding).toMatchObject({ outcome: 'suspect' });
    const named = finding?.outcome === 'suspect' ? finding.culprits.map(({ path }) => path) : [];
    for (const file of kept) {
      expect(named).toContainEqual(expect.stringMatching(new RegExp(`(^|/)${file}\\.test\\.js$`)));
    }
  });

  it.each([
    ['cannot be loaded', `throw new Error('while it loads');`],
    [
      'have a failing test whose error refers to the realm',
      `test('fails', () => { throw Object.assign(new Error('no'), { all: globalThis }); });`,
    ],
  ])('is not misled by files that %s', async (_what, text) => {
    for (const args of [['-i'], ['-w', '2']]) {
      const { writers, status } = await record({ files: times(12, () => text), args });
      expect(status).toBe(1);
      for (const records of writers) {
        expect(findingOf('realms', records, 12)?.outcome).toMatch(/too-little|steady/);
      }
    }
  });

  it('finds Buffers that files leave in a core module', async () => {
    const text = `const kept = (require('node:http').globalAgent.kept ??= []);
      test('keeps', () => { kept.push(Buffer.alloc(1_500_000, 1)); });`;
    const { writers } = await record({ files: times(14, () => text), budgetShare: 1 });
    const [records = []] = writers;
    expect(findingOf('external', records, 14)).toMatchObject({ outcome: 'leak' });
    expect(findingOf('retained-heap', records, 14)).toMatchObject({ outcome: 'steady' });
  });

  it('tells a module’s growing cache from a bounded one and from garbage, within a file', async () => {
    const filling = (limit: number): string => `const cache = new Map(); let n = 0;
      for (let i = 0; i < 40; i += 1) test('fills ' + i, () => {
        for (let k = 0; k < 2000 && n < ${limit}; k += 1) cache.set(n++, { n, list: new Array(20).fill(n) });
      });`;
    const outcomes = async (text: string): Promise<string[]> => {
      const { writers } = await record({ files: [text], budgetShare: 1 });
      return judge(writers[0] ?? [], 1)
        .filter(({ detector, signal }) => detector === 'within-file' && signal === 'retained-heap')
        .map(({ outcome }) => outcome);
    };
    expect(await outcomes(filling(Infinity))).toEqual(['leak']);
    expect(await outcomes(filling(40_000))).toEqual(['steady']);
    expect(await outcomes(filling(0))).toEqual(['steady']);
  });

  it('changes nothing for tests that use WeakRef, FinalizationRegistry and V8’s flags', async () => {
    const text = `
      const v8 = require('node:v8');
      const tag = v8.cachedDataVersionTag();
      let held = { alive: true };
      const ref = new WeakRef(held);
      const finalized = [];
      const registry = new FinalizationRegistry((name) => finalized.push(name));
      registry.register(held, 'held');
      for (let i = 0; i < 5; i += 1) test('still there ' + i, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(ref.deref()).toBe(held);
        expect(finalized).toEqual([]);
        expect(typeof gc).toBe('undefined');
        expect(v8.cachedDataVersionTag()).toBe(tag);
      });
      test('within one test nothing is collected', () => {
        const short = new WeakRef({});
        expect(short.deref()).toBeDefined();
      });`;
    const { status, writers } = await record({ files: times(6, () => text), budgetShare: 1 });
    expect(status).toBe(0);
    expect(writers[0]?.filter(isFloor).length).toBeGreaterThan(30);
  });
});
