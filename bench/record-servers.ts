import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/**
 * Records what small HTTP servers look like from outside while requests come at a constant rate, into
 * bench/recordings, in the format that accuracy.ts reads. Linux only.
 *
 *   node dist/bench/record-servers.js [NAME...]
 */
const root = path.resolve(__dirname, '../..');
const outputDirectory = process.env['RECORDINGS'] ?? path.join(root, 'bench/recordings');
const sampleMs = 25;
const pageKb = 4;

interface Scenario {
  readonly name: string;
  readonly label: 'healthy' | 'leak';
  readonly command: readonly string[];
  readonly seconds: number;
  readonly requestsPerSecond: number;
}

const launchers = {
  node: [process.execPath, path.join(__dirname, 'servers/node-server.js')],
  python: ['python3', path.join(root, 'bench/servers/server.py')],
  java: ['java', path.join(root, 'bench/servers/Server.java')],
} as const;

function scenario(runtime: keyof typeof launchers, mode: string, seconds = 30): Scenario {
  const command = [...launchers[runtime], mode];
  const label = mode.startsWith('leak') ? 'leak' : 'healthy';
  return { name: `${runtime}-${mode}`, label, command, seconds, requestsPerSecond: 30 };
}

/** A cache as large as what a leak would have gathered in the time, and twice over: it turns over. */
function largeCache(mode: string): Scenario {
  const small = scenario('node', mode, 60);
  return {
    ...small,
    name: `${small.name}-1000`,
    command: [...small.command, '1000'],
    requestsPerSecond: 60,
  };
}

const scenarios: readonly Scenario[] = [
  scenario('node', 'idle'),
  scenario('node', 'churn', 40),
  scenario('node', 'buffers'),
  scenario('node', 'cache-objects', 40),
  scenario('node', 'cache-strings', 40),
  scenario('node', 'cache-buffers', 40),
  scenario('node', 'sessions', 40),
  largeCache('cache-objects'),
  largeCache('cache-buffers'),
  largeCache('sessions'),
  scenario('node', 'leak-objects'),
  scenario('node', 'leak-strings'),
  scenario('node', 'leak-buffers'),
  scenario('node', 'leak-churn'),
  scenario('java', 'churn', 40),
  scenario('java', 'leak', 40),
  scenario('python', 'idle', 15),
  scenario('python', 'churn'),
  scenario('python', 'cycles'),
  scenario('python', 'cache'),
  scenario('python', 'step'),
  scenario('python', 'warm', 40),
  scenario('python', 'small-objects'),
  scenario('python', 'leak'),
  scenario('python', 'leak-small'),
  scenario('python', 'leak-threads'),
  scenario('python', 'leak-files'),
];

interface Columns {
  readonly t: number[];
  readonly rss: number[];
  readonly anon: number[];
  readonly vms: number[];
  readonly threads: number[];
  readonly fds: number[];
}

function sample(pid: number, columns: Columns): void {
  const [size = 0, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'ascii')
    .split(' ')
    .map(Number);
  const afterName = readFileSync(`/proc/${pid}/stat`, 'ascii').split(') ')[1] ?? '';
  columns.t.push(Math.round(performance.now()));
  columns.vms.push(size * pageKb);
  columns.rss.push(resident * pageKb);
  columns.anon.push((resident - shared) * pageKb);
  columns.threads.push(Number(afterName.split(' ')[17]));
  columns.fds.push(readdirSync(`/proc/${pid}/fd`).length);
}

async function record({ name, label, command, seconds, requestsPerSecond }: Scenario) {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program} did not start`);
  const columns: Columns = { t: [], rss: [], anon: [], vms: [], threads: [], fds: [] };
  const sampler = setInterval(() => sample(pid, columns), sampleMs);
  const [firstLine] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(firstLine.toString());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let stopped = false;
  const client = setInterval(() => {
    const request = get({ port, host: '127.0.0.1', agent }, (response) => response.resume());
    // Requests that still wait when the server is stopped fail, as they should.
    request.on('error', (error) => {
      if (!stopped) throw error;
    });
  }, 1000 / requestsPerSecond);
  await wait(seconds * 1000);
  stopped = true;
  clearInterval(client);
  clearInterval(sampler);
  agent.destroy();
  child.kill();
  const recording = {
    run: name,
    processes: [{ role: 'child', name: path.basename(program), label, unit: 'kB', ...columns }],
  };
  mkdirSync(outputDirectory, { recursive: true });
  writeFileSync(
    path.join(outputDirectory, `${name}.json.gz`),
    gzipSync(JSON.stringify(recording), { level: 9 }),
  );
  const at = (share: number) => columns.anon[Math.floor(share * (columns.anon.length - 1))] ?? 0;
  const shape = [0.1, 0.25, 0.5, 0.75, 1].map(at).join(' ');
  process.stdout.write(`${name} ${label} ${columns.t.length} samples, anon kB: ${shape}\n`);
}

async function main(names: readonly string[]): Promise<void> {
  const queue = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
  const next = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await record(one);
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, next));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
