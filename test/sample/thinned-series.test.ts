import { array, assert, constant, nat, oneof, property } from 'fast-check';
import type { SamplesRecord } from '../../src/spool/records';
import type { Reading } from '../../src/sample/probe';
import { ThinnedSeries } from '../../src/sample/thinned-series';

interface Sample {
  readonly t: number;
  readonly rss: number;
}

/** What the series promises, said plainly. */
function reference(samples: readonly Sample[], level: number): Sample[] {
  const size = 2 ** (level + 1);
  const kept: Sample[] = [];
  for (let from = 0; from < samples.length; from += size) {
    const block = samples.slice(from, from + size);
    const values = block.map((sample) => sample.rss);
    const low = values.indexOf(Math.min(...values));
    const high = values.lastIndexOf(Math.max(...values));
    kept.push(...block.filter((_, i) => i === low || i === high));
  }
  return kept;
}

const reading = (rss: number): Reading => ({
  id: '1@1',
  rss,
  vms: rss + 1,
  anon: null,
  threads: null,
  fds: null,
});

function contents(series: ThinnedSeries): Sample[] {
  return [...series.records('1@1', 100)].flatMap((record) =>
    record.t.map((t, i) => ({ t, rss: record.rss[i] as number })),
  );
}

describe('ThinnedSeries', () => {
  it('holds what the reference holds, wherever it was halved on the way', () => {
    const steps = array(oneof({ weight: 20, arbitrary: nat(9) }, constant('thin')), {
      maxLength: 200,
    });
    assert(
      property(steps, (list) => {
        const series = new ThinnedSeries();
        const samples: Sample[] = [];
        let level = 0;
        for (const step of list) {
          if (step === 'thin') {
            series.thin();
            level += 1;
          } else {
            const sample = { t: samples.length, rss: step };
            samples.push(sample);
            series.add(sample.t, reading(sample.rss));
          }
        }
        expect(contents(series)).toEqual(reference(samples, level));
        expect(series.length).toBe(contents(series).length);
      }),
      { seed: 7, numRuns: 1_000 },
    );
  });

  it('doubles the spacing with every halving, and halves the count', () => {
    const series = new ThinnedSeries();
    for (let i = 0; i < 4_000; i += 1) series.add(i, reading((i * 7919) % 1_000));
    series.thin();
    series.thin();
    expect(series.length).toBe(1_000);
    expect([...series.records('1@1', 50)].map((record) => record.intervalMs)).toEqual([200]);
  });

  it('carries counts that are read more rarely on to the samples that remain', () => {
    const series = new ThinnedSeries();
    for (let i = 0; i < 64; i += 1) {
      const counts = i % 10 === 0 ? { threads: 5 + i / 10, fds: null } : {};
      series.add(i, { ...reading(i), ...counts });
    }
    series.thin();
    const [record] = [...series.records('1@1', 50)] as [SamplesRecord];
    expect(record.threads).toEqual(record.t.map((t) => 5 + Math.floor(t / 10)));
    expect(record.vms).toEqual(record.rss.map((rss) => rss + 1));
    expect(record).not.toHaveProperty('fds');
    expect(record).not.toHaveProperty('anon');
  });

  it('writes long series in records of bounded length', () => {
    const series = new ThinnedSeries();
    for (let i = 0; i < 2_500; i += 1) series.add(i, reading(i));
    expect([...series.records('1@1', 50)].map((record) => record.t.length)).toEqual([
      1_000, 1_000, 500,
    ]);
  });
});
