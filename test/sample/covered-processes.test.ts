import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CoveredProcesses } from '../../src/sample/covered-processes';
import { ownProcessId } from '../../src/sample/own-process';
import { startTicksOf } from '../../src/spool/liveness';

let directory: string;
let child: ChildProcess;
let id: string;
let file: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'covered-'));
  child = spawn('sleep', ['60'], { stdio: 'ignore' });
  id = `${child.pid}@${startTicksOf(child.pid ?? 0) ?? 0}`;
  file = path.join(directory, `sampler-${child.pid}-0-ab.1.ndjson`);
});

afterEach(() => {
  child.kill('SIGKILL');
  fs.rmSync(directory, { recursive: true, force: true });
});

const head = (processId: string): string =>
  `${JSON.stringify({ type: 'writer', kind: 'sampler', pid: 1, processId, at: 1, intervalMs: 50 })}\n`;

const second = (n: number): number => Date.now() + n * 1_001;

it('covers a process that has a sampler of its own, from when its file is there', () => {
  const others = new CoveredProcesses(directory, process.pid, 50);
  const none = others.at(second(0));
  expect([...none]).toEqual([]);
  fs.writeFileSync(file, '');
  expect([...others.at(second(1))]).toEqual([]);
  fs.appendFileSync(file, head(id));
  const covered = others.at(second(2));
  expect([...covered]).toEqual([id]);
  expect(others.at(second(3))).toBe(covered);
});

it('is not taken in by its own file, by another writer’s, or by a reused pid', () => {
  fs.writeFileSync(
    path.join(directory, `sampler-${process.pid}-0-ab.1.ndjson`),
    head(ownProcessId()),
  );
  fs.writeFileSync(path.join(directory, `environment-${child.pid}-0-ab.1.ndjson`), head(id));
  fs.writeFileSync(file, head(`${child.pid}@1`));
  expect([...new CoveredProcesses(directory, process.pid, 50).at(second(0))]).toEqual([]);
});

it('covers no longer once the process has ended', async () => {
  fs.writeFileSync(file, head(id));
  const others = new CoveredProcesses(directory, process.pid, 50);
  expect([...others.at(second(0))]).toEqual([id]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([...others.at(second(1))]).toEqual([]);
});

it('covers no longer once the sampler has fallen silent, and again when it writes again', () => {
  fs.writeFileSync(file, head(id));
  const others = new CoveredProcesses(directory, process.pid, 50);
  expect([...others.at(second(0))]).toEqual([id]);
  fs.utimesSync(file, new Date(), new Date(Date.now() - 6_000));
  expect([...others.at(second(1))]).toEqual([]);
  fs.appendFileSync(file, '{"type":"cost"}\n');
  expect([...others.at(second(2))]).toEqual([id]);
});

it('covers nothing in a spool that is gone', () => {
  fs.writeFileSync(file, head(id));
  const others = new CoveredProcesses(directory, process.pid, 50);
  expect([...others.at(second(0))]).toEqual([id]);
  fs.rmSync(directory, { recursive: true });
  expect([...others.at(second(1))]).toEqual([]);
});
