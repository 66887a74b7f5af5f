import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Observation, Reading, SeenProcess } from '../../src/sample/probe';
import { Sampler, type SamplerOptions } from '../../src/sample/sampler';
import { readSpool } from '../../src/spool/reader';
import type { SpoolRecord } from '../../src/spool/records';
import type { WriterLog } from '../../src/spool/writer-log';

let directory: string;
let closed: boolean;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sampler-'));
  closed = false;
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true });
});

const START = 1_800_000_000_000;
const INTERVAL = 100;
const NONE: ReadonlySet<string> = new Set();

const seen = (id: string, name = 'a'): SeenProcess => ({ id, pid: 1, ppid: 0, name, startedAt: 1 });
const reading = (id: string, rss: number): Reading => ({
  id,
  rss,
  vms: rss * 2,
  anon: null,
  threads: rss % 10 === 0 ? 7 : null,
  fds: null,
});

/** A sampler whose looks give what they are told to, by number. */
function samplerOf(
  look: (n: number) => Partial<Observation>,
  options: Partial<SamplerOptions> = {},
): { sampler: Sampler; run: (looks: number) => void } {
  let n = 0;
  const observe = (): Observation => ({ seen: [], readings: [], ended: [], ...look(n) });
  const probe = { minimumIntervalMs: 1, observe, close: () => void (closed = true) };
  const sampler = new Sampler(
    {
      file: path.join(directory, 'sampler-1-0-ab.1.ndjson'),
      processId: '1@1',
      intervalMs: INTERVAL,
      probe,
      covered: () => NONE,
      cpu: () => 12,
      ...options,
    },
    START,
  );
  const run = (looks: number): void => {
    for (let i = 0; i < looks; i += 1, n += 1) void sampler.tick(START + n * INTERVAL);
  };
  return { sampler, run };
}

async function read(): Promise<WriterLog> {
  const { logs } = await readSpool(directory);
  expect(logs).toHaveLength(1);
  return logs[0] as WriterLog;
}

const rssOf = (i: number): number => 1_000 + ((i * 7_919) % 1_000);
const growing = (n: number): Partial<Observation> => ({
  seen: n === 0 ? [seen('1@1'), seen('2@5')] : [],
  readings: n < 3 || n > 5 ? [reading('1@1', rssOf(n)), reading('2@5', n)] : [reading('2@5', n)],
});

describe('Sampler', () => {
  it('writes every second what it saw, column by column', async () => {
    const { sampler, run } = samplerOf(growing);
    run(10);
    expect((await read()).samples.size).toBe(0);
    run(1);
    const log = await read();
    expect(log.writer).toMatchObject({ kind: 'sampler', processId: '1@1', intervalMs: INTERVAL });
    expect([...log.processes.keys()]).toEqual(['1@1', '2@5']);
    const times = Array.from({ length: 11 }, (_, i) => START + i * INTERVAL);
    expect(log.samples.get('2@5')).toEqual({
      intervalMs: INTERVAL,
      t: times,
      rss: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      vms: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
      anon: times.map(() => null),
      threads: times.map((_, i) => (i % 10 === 0 ? 7 : null)),
      fds: times.map(() => null),
    });
    expect(log.samples.get('1@1')?.t).toEqual(times.filter((_, i) => i < 3 || i > 5));
    await sampler.stop(START + 2_000);
    expect(closed).toBe(true);
  });

  it('tells the end of a process with its peak, a new name, and what it cost', async () => {
    const { sampler, run } = samplerOf((n) => ({
      seen: n === 0 ? [seen('2@5', 'node')] : n === 2 ? [seen('2@5', 'sleep')] : [],
      readings: n < 5 ? [reading('2@5', [10, 90, 20, 30, 40][n] as number)] : [],
      ended: n === 5 ? ['2@5', '9@9'] : [],
    }));
    run(60);
    const log = await read();
    expect(log.processes.get('2@5')?.name).toBe('sleep');
    expect(log.exits.get('2@5')).toEqual({
      type: 'exit',
      id: '2@5',
      at: START + 500,
      peak: { rss: 90, vms: 180 },
      samples: 5,
    });
    expect(log.exits.size).toBe(1);
    expect(log.cost).toMatchObject({ cpuMs: 12, samples: 5 });
    expect(log.cost).not.toHaveProperty('bounds');
    await sampler.stop(START + 7_000);
  });

  it('takes a last sample when it stops, and none twice at one time', async () => {
    const { sampler } = samplerOf(() => ({ seen: [seen('2@5')], readings: [reading('2@5', 5)] }));
    void sampler.tick(START);
    void sampler.tick(START);
    void sampler.tick(START - 10);
    await sampler.stop(START + 30);
    const log = await read();
    expect(log.samples.get('2@5')?.t).toEqual([START, START + 30]);
    expect(log.cost?.samples).toBe(2);
  });

  it('keeps a long series within its file, its lows and highs in place, and says so', async () => {
    const fileBytes = 40_000;
    const { sampler, run } = samplerOf(
      (n) => ({
        seen: n === 0 ? [seen('1@1'), seen('2@5')] : [],
        readings: [reading('1@1', rssOf(n)), ...(n < 50 ? [reading('2@5', n)] : [])],
        ended: n === 50 ? ['2@5'] : [],
      }),
      { fileBytes },
    );
    const looks = 8_000;
    for (let i = 0; i < looks / 100; i += 1) {
      run(100);
      const sizes = fs
        .readdirSync(directory)
        .map((name) => fs.statSync(path.join(directory, name)).size);
      expect(sizes).toHaveLength(1);
      // The cap and one flush more.
      expect(sizes[0]).toBeLessThan(fileBytes + 4_000);
    }
    await sampler.stop(START + looks * INTERVAL);
    const log = await read();
    expect(log.generation).toBeGreaterThan(2);
    expect(log.complete).toBe(true);
    expect(log.exits.get('2@5')).toMatchObject({ samples: 50, peak: { rss: 49 } });
    const columns = log.samples.get('1@1');
    const times = columns?.t ?? [];
    expect(times.every((t, i) => i === 0 || t > (times[i - 1] as number))).toBe(true);
    expect(times[0]).toBeLessThan(START + 100 * INTERVAL);
    expect(times.at(-1)).toBe(START + looks * INTERVAL);
    const taken = Array.from({ length: looks }, (_, i) => rssOf(i));
    expect(Math.min(...(columns?.rss ?? []))).toBe(Math.min(...taken));
    expect(Math.max(...(columns?.rss ?? []))).toBe(Math.max(...taken));
    times.slice(0, -1).forEach((t, i) => {
      expect(columns?.rss[i]).toBe(rssOf((t - START) / INTERVAL));
    });
    expect(columns?.intervalMs).toBeGreaterThan(INTERVAL);
    expect(log.cost?.bounds?.join()).toContain('written anew');
  });

  it('restores all it has seen when the spool is deleted under it', async () => {
    const { sampler, run } = samplerOf(growing);
    run(31);
    fs.rmSync(directory, { recursive: true });
    run(30);
    await sampler.stop(START + 61 * INTERVAL);
    const log = await read();
    expect(log.samples.get('2@5')?.rss).toEqual(
      Array.from({ length: 62 }, (_, i) => Math.min(i, 61)),
    );
    expect(log.lost).toEqual([expect.objectContaining({ code: 'ENOENT', records: 0 })]);
  });

  it('waits for a probe that takes its time', async () => {
    const { sampler } = samplerOf(() => ({}), {
      probe: {
        minimumIntervalMs: 1,
        observe: async () => ({ seen: [seen('2@5')], readings: [reading('2@5', 1)], ended: [] }),
        close: () => void (closed = true),
      },
    });
    await sampler.tick(START);
    await sampler.stop(START + 1);
    expect((await read()).samples.get('2@5')?.rss).toEqual([1, 1]);
  });

  it('leaves word when it fails', async () => {
    const { sampler, run } = samplerOf(growing);
    run(2);
    sampler.fail(START + 200, 'EMFILE');
    const log = await read();
    expect(log.lost).toEqual([{ type: 'lost', at: START + 200, records: 0, code: 'EMFILE' }]);
  });
});

it('writes records of the agreed types only', async () => {
  const { sampler, run } = samplerOf(growing, { fileBytes: 2_000 });
  run(100);
  await sampler.stop(START + 10_000);
  const [name] = fs.readdirSync(directory);
  const text = fs.readFileSync(path.join(directory, name as string), 'utf8');
  const types = text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as SpoolRecord).type);
  expect(types[0]).toBe('writer');
  expect([...new Set(types)].toSorted()).toEqual([
    'complete',
    'cost',
    'process',
    'samples',
    'writer',
  ]);
});
