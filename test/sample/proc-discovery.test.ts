import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ProcDiscovery } from '../../src/sample/proc-discovery';
import { Family } from './real-processes';

const onLinux = process.platform === 'linux' ? describe : describe.skip;
const scope = { kind: 'pids', pids: [process.pid] } as const;
const family = new Family();
let loadavg: string;

beforeEach(() => {
  loadavg = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'proc-discovery-')), 'loadavg');
});

afterEach(async () => {
  await family.end();
  fs.rmSync(path.dirname(loadavg), { recursive: true });
});

/** The time is ours to tell: every look is at a time given here. */
const pidsOf = (discovery: ProcDiscovery, at: number): number[] => {
  discovery.update(at);
  return [...discovery.tree.members()].map(({ pid }) => pid);
};
/** A clock by which a listing takes so many ms. */
function listingTakes(ms: number): () => number {
  let now = 0;
  return () => (now += ms);
}

const child = (): number => family.start('sleep', ['66']).pid ?? 0;

onLinux('ProcDiscovery', () => {
  it.each([
    ['a listing is cheap', 0],
    ['to look at the new pids alone is cheaper', 10],
  ])('sees a new process within a quarter of a second, where %s', (_, cost) => {
    const discovery = new ProcDiscovery(scope, null, { now: listingTakes(cost) });
    expect(pidsOf(discovery, 1_000)).toEqual([process.pid]);
    const first = child();
    expect(pidsOf(discovery, 1_250)).toEqual([process.pid, first]);
    const second = child();
    expect(pidsOf(discovery, 1_500)).toEqual([process.pid, first, second]);
    discovery.close();
  });

  it('pauses between looks, so that a storm of processes does not make it one', () => {
    const discovery = new ProcDiscovery(scope, null, { now: listingTakes(1) });
    pidsOf(discovery, 1_000);
    child();
    expect(pidsOf(discovery, 1_100)).toEqual([process.pid]);
    expect(pidsOf(discovery, 1_250)).toHaveLength(2);
    discovery.close();
  });

  it('lists more rarely where a listing takes long', () => {
    const discovery = new ProcDiscovery(scope, null, { now: listingTakes(100) });
    pidsOf(discovery, 1_000);
    const pid = child();
    expect(pidsOf(discovery, 2_900)).toEqual([process.pid]);
    expect(pidsOf(discovery, 3_000)).toEqual([process.pid, pid]);
    discovery.close();
  });

  it.each([
    ['is not there', null],
    ['says nothing', '0.00 0.00 0.00 0/0 0\n'],
  ])('sees it as soon where the trigger %s', (_, text) => {
    if (text !== null) fs.writeFileSync(loadavg, text);
    const discovery = new ProcDiscovery(scope, null, { loadavg, now: listingTakes(1) });
    pidsOf(discovery, 1_000);
    const pid = child();
    expect(pidsOf(discovery, 1_250)).toEqual([process.pid, pid]);
    discovery.close();
  });

  it('finds out a trigger that is late, and relies on it no more', () => {
    fs.writeFileSync(loadavg, '0.49 0.17 0.05 4/162 8298\n');
    const discovery = new ProcDiscovery(scope, null, { loadavg, now: listingTakes(1) });
    pidsOf(discovery, 1_000);
    const first = child();
    expect(pidsOf(discovery, 1_250)).toEqual([process.pid]);
    expect(pidsOf(discovery, 3_100)).toEqual([process.pid, first]);
    const second = child();
    expect(pidsOf(discovery, 3_350)).toEqual([process.pid, first, second]);
    discovery.close();
  });

  it('tells which members are no longer listed', async () => {
    const discovery = new ProcDiscovery(scope, null, { now: listingTakes(1) });
    const ended = family.start('true', []);
    const members = pidsOf(discovery, 1_000);
    await new Promise((resolve) => ended.once('exit', resolve));
    const gone = discovery.update(4_000);
    expect(gone).toHaveLength(members.length - 1);
    expect([...discovery.tree.members()].map(({ pid }) => pid)).toEqual([process.pid]);
    discovery.close();
  });
});
