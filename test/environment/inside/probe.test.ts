import * as fc from 'fast-check';
import type { InsideRecord } from '../../../environment/inside/measurement';
import { InsideProbe } from '../../../environment/inside/probe';
import { SimulatedHost } from './simulated-host';

const TEST = { name: 'test_done', test: {} };

function begin(budgetShare = 0.02) {
  const host = new SimulatedHost();
  const records: InsideRecord[] = [];
  const write = (record: InsideRecord): void => void records.push(record);
  const probe = new InsideProbe({ write, worker: 1, threadId: 0, budgetShare, host });
  const globals: object[] = [];
  return {
    host,
    probe,
    floors: (where: string) =>
      records
        .filter((record) => record.type === 'floor')
        .filter((record) => record.where === where),
    censuses: () => records.filter((record) => record.type === 'realms'),
    limits: () => records.filter((record) => record.type === 'inside-limit'),
    /** Runs files of one test each; `keep` holds on to their realms. */
    runFiles: async (
      count: number,
      ms: number,
      { keep = true, garbage = 1e6 } = {},
    ): Promise<void> => {
      for (let file = 1; file <= count; file += 1) {
        const realm = {};
        globals.push(realm);
        host.contextCount += keep ? 1 : 0;
        await probe.fileStarts(`/project/${file}.test.js`, realm);
        host.run(ms, garbage);
        probe.testEvent(TEST);
        probe.testEvent({ name: 'run_finish' });
        probe.fileEnds();
      }
    },
  };
}

describe('InsideProbe', () => {
  it('keeps all collections within the share and a quarter more, as far as their cost was foreseen', async () => {
    const runs = fc.record({
      share: fc.double({ min: 0.005, max: 0.2, noNaN: true }),
      files: fc.array(
        fc.record({ tests: fc.integer({ min: 1, max: 40 }), ms: fc.integer({ min: 1, max: 900 }) }),
        { minLength: 1, maxLength: 40 },
      ),
      cpuMs: fc.double({ min: 5, max: 200, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ share, files, cpuMs }) => {
        const { host, probe } = begin(share);
        host.cost = { cpuMs, wallMs: cpuMs };
        const spent = () => cpuMs * host.collectedAt.length;
        // Only the first collection has no cost to be told from.
        const most = () => 1.25 * share * (host.cpu - spent()) + cpuMs;
        for (const [index, { tests, ms }] of files.entries()) {
          await probe.fileStarts(`/${index}`, {});
          host.contextCount += 1;
          for (let test = 0; test < tests; test += 1) {
            host.run(ms, 5e6);
            probe.testEvent(TEST);
          }
          probe.testEvent({ name: 'run_finish' });
          probe.fileEnds();
          expect(spent()).toBeLessThanOrEqual(most());
        }
        await probe.processEnds();
        // A small one is made at the end; no realm goes here, so it is made twice more, whatever the budget.
        const atEnd = files.length >= 5 ? 60 + 2 * cpuMs : 0;
        expect(spent() - atEnd).toBeLessThanOrEqual(most() + 1.25 * share * atEnd);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('measures ever more rarely, and again in the last quarter of a long run', async () => {
    const { runFiles, floors } = begin();
    await runFiles(200, 2000);
    const files = floors('file-start').map(({ file }) => file);
    expect(files.length).toBeGreaterThanOrEqual(8);
    expect(files.length).toBeLessThanOrEqual(16);
    expect(files.at(-1)).toBeGreaterThanOrEqual(140);
  });

  it('collects nothing between files where nothing can be growing', async () => {
    const { host, runFiles } = begin();
    await runFiles(4, 100, { garbage: 0 });
    await runFiles(60, 2000, { garbage: 0 });
    expect(host.collectedAt).toEqual([]);
  });

  it('collects three times at the end where realms pile up, and names them', async () => {
    const { host, probe, runFiles, censuses } = begin();
    await runFiles(8, 1000, { garbage: 0 });
    expect(host.collectedAt).toEqual([]);
    await probe.processEnds();
    expect(host.collectedAt).toHaveLength(3);
    expect(host.paused).toEqual([40, 40, 40]);
    expect(censuses().at(-1)).toMatchObject({
      files: 8,
      filesThrice: 8,
      contexts: 8,
      exact: true,
      settled: true,
    });
    expect(
      censuses()
        .at(-1)
        ?.alive.map(({ file, collections }) => [file, collections]),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((file) => [file, 3]));
  });

  it('collects nothing at the end where the count of contexts clears the process', async () => {
    const { host, probe, runFiles, censuses } = begin();
    host.contextCount = 3;
    await runFiles(8, 100, { keep: false, garbage: 0 });
    await probe.processEnds();
    expect(host.collectedAt).toEqual([]);
    expect(censuses()).toHaveLength(1);
  });

  it('leaves the end out where a worker has no time for it, and has looked earlier instead', async () => {
    const { host, probe, runFiles, floors, limits } = begin();
    host.cost = { cpuMs: 220, wallMs: 220 };
    host.live = 200e6;
    host.heap = 200e6;
    await runFiles(100, 1000);
    expect(floors('file-start').length).toBeGreaterThan(3);
    await probe.processEnds({ deadlineMs: 350 });
    expect(floors('process-end')).toEqual([]);
    expect(limits()).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('does not wait') }),
    ]);
  });

  it('leaves the end out where it would cost a short run too much, and says so', async () => {
    const small = begin();
    await small.runFiles(8, 100);
    await small.probe.processEnds();
    expect(small.host.collectedAt.length).toBeGreaterThan(0);

    const { host, probe, runFiles, limits } = begin();
    host.heap = 120e6;
    await runFiles(8, 100);
    await probe.processEnds();
    expect(host.collectedAt).toEqual([]);
    expect(limits()).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('of CPU time') }),
    ]);
  });

  it('leaves the second collection out where it would come too late', async () => {
    const { host, probe, runFiles } = begin();
    host.cost = { cpuMs: 120, wallMs: 120 };
    await runFiles(8, 1500, { garbage: 0 });
    await probe.processEnds({ deadlineMs: 250 });
    expect(host.collectedAt).toHaveLength(1);
  });

  it('waits before it counts realms, unless the last file has been over for a while', async () => {
    const { host, probe, runFiles } = begin();
    await runFiles(8, 1000, { garbage: 0 });
    host.nowMs += 15;
    host.contextCount = 0;
    await probe.processEnds();
    expect(host.paused).toEqual([]);
    const again = begin();
    await again.runFiles(8, 1000, { garbage: 0 });
    again.host.nowMs += 15;
    await again.probe.processEnds();
    expect(again.host.paused[0]).toBe(25);
  });

  it('looks into a long file, and at its end', async () => {
    const { host, probe, floors } = begin();
    await probe.fileStarts('/long.test.js', {});
    for (let test = 0; test < 600; test += 1) {
      host.run(100, 3e5);
      probe.testEvent(TEST);
    }
    probe.testEvent({ name: 'run_finish' });
    expect(floors('test').length).toBeGreaterThanOrEqual(5);
    expect(floors('run-finish')).toEqual([expect.objectContaining({ tests: 600 })]);
  });

  it('does not look into a file whose tests run at the same time', async () => {
    const { host, probe } = begin();
    await probe.fileStarts('/long.test.js', {});
    probe.testEvent({ name: 'test_start', test: { concurrent: true } });
    for (let test = 0; test < 600; test += 1) {
      host.run(100);
      probe.testEvent(TEST);
    }
    probe.testEvent({ name: 'run_finish' });
    expect(host.collectedAt).toEqual([]);
  });

  it('measures every boundary when it may take all the time', async () => {
    const { runFiles, floors } = begin(1);
    await runFiles(6, 5);
    expect(floors('file-start')).toHaveLength(5);
    expect(floors('test')).toHaveLength(6);
    expect(floors('run-finish')).toHaveLength(6);
  });

  it('begins anew after the end, for the next run in watch mode', async () => {
    const { probe, runFiles, censuses } = begin();
    await runFiles(8, 1000);
    await probe.processEnds();
    await runFiles(6, 1000);
    await probe.processEnds();
    expect(censuses().at(-1)).toMatchObject({ files: 6 });
  });

  it('tells which files failed: in a test, or before any could run', async () => {
    const { host, probe, censuses } = begin();
    const globals = [{}, {}, {}, {}, {}];
    for (const [index, realm] of globals.entries()) {
      await probe.fileStarts(`/${index}`, realm);
      host.run(500);
      probe.testEvent({ name: 'setup' });
      if (index === 1) probe.testEvent({ name: 'test_done', test: { errors: ['no'] } });
      else if (index !== 3) probe.testEvent({ name: 'test_done', test: { errors: [] } });
      if (index !== 3) probe.testEvent({ name: 'run_finish' });
      probe.fileEnds();
    }
    await probe.processEnds();
    expect(censuses().at(-1)).toMatchObject({ files: 5, failed: [2, 4] });
  });

  it('uses its reserve once when a worker may be replaced, and only then its budget', async () => {
    const { host, probe, runFiles } = begin();
    await runFiles(6, 300, { garbage: 0 });
    probe.mayBeReplaced();
    probe.mayBeReplaced();
    expect(host.collectedAt).toHaveLength(1);
  });
});
