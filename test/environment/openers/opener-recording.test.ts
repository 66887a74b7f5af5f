import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { OpenCensus } from '../../../src/openers/census';

const RECORDING = path.resolve(__dirname, '../../../environment/openers/opener-recording.js');
const NODE = process.env['TIDEMARK_TEST_NODE'] ?? process.execPath;
/** How often each thing is opened. */
const TIMES = 3;

interface Thing {
  readonly kind: string;
  /** Expressions on one line each: what opens, to be awaited, and what closes it as `thing`. */
  readonly open: string;
  readonly close: string;
}

const things: Readonly<Record<string, Thing>> = {
  'a worker thread': {
    kind: 'thread',
    open: `new worker.Worker('setInterval(() => {}, 1e6)', { eval: true })`,
    close: 'thing.terminate()',
  },
  'a child process': {
    kind: 'child',
    open: `child.spawn('sleep', ['60'])`,
    close: `(thing.kill(), once(thing, 'close'))`,
  },
  'an HTTP server': {
    kind: 'server',
    open: `listening(http.createServer().listen(0))`,
    close: 'new Promise((done) => thing.close(done))',
  },
  'a server on a host that is looked up': {
    kind: 'server',
    open: `listening(net.createServer().listen(0, 'localhost'))`,
    close: 'new Promise((done) => thing.close(done))',
  },
  'a server on a path': {
    kind: 'server',
    open: `listening(net.createServer().listen(path.join(folder, String(Math.random()))))`,
    close: 'new Promise((done) => thing.close(done))',
  },
  'a socket': {
    kind: 'socket',
    open: `connected(net.connect(port))`,
    close: `(thing.destroy(), once(thing, 'close'))`,
  },
  'a UDP socket': {
    kind: 'datagrams',
    open: `bound(dgram.createSocket('udp4'))`,
    close: 'new Promise((done) => thing.close(done))',
  },
  openSync: { kind: 'file', open: 'fs.openSync(__filename)', close: 'fs.closeSync(thing)' },
  'open with a callback': {
    kind: 'file',
    open: 'promisify(fs.open)(__filename)',
    close: 'fs.closeSync(thing)',
  },
  'open with a promise': {
    kind: 'file',
    open: 'fs.promises.open(__filename)',
    close: 'thing.close()',
  },
  'a stream that reads': {
    kind: 'file',
    open: `opened(fs.createReadStream(__filename, { autoClose: false }))`,
    close: 'new Promise((done) => thing.close(done))',
  },
  'a stream that writes': {
    kind: 'file',
    open: `opened(fs.createWriteStream(path.join(folder, 'written')))`,
    close: 'new Promise((done) => thing.close(done))',
  },
  'fs.watch': { kind: 'watcher', open: 'fs.watch(folder)', close: 'thing.close()' },
  'fs.watchFile': {
    kind: 'watcher',
    open: `(fs.watchFile(path.join(folder, String(watched += 1)), () => {}), watched)`,
    close: 'fs.unwatchFile(path.join(folder, String(thing)))',
  },
  'an interval': {
    kind: 'timer',
    open: 'setInterval(() => {}, 1e6)',
    close: 'clearInterval(thing)',
  },
  'an interval that is no reason to go on': {
    kind: 'timer',
    open: 'setInterval(() => {}, 1e6).unref()',
    close: 'clearInterval(thing)',
  },
};
const names = Object.keys(things);

let folder = '';
let censuses: OpenCensus[] = [];

/** Where the thing of that number is opened in the module below: the first line is 0. */
const lineOf = (index: number) => HEAD.length + 2 * index;

const HEAD = [
  `const [fs, net, http, dgram, path, child, worker] = ['fs', 'net', 'http', 'dgram', 'path', 'child_process', 'worker_threads'].map(require);`,
  `const { once } = require('events'); const { promisify } = require('util'); let watched = 0;`,
  `const when = (event) => async (emitter) => { await once(emitter, event); return emitter; };`,
  `const [listening, connected, opened] = [when('listening'), when('connect'), when('open')];`,
  `const bound = async (socket) => { socket.bind(0); return listening(socket); };`,
  `module.exports = (folder, port) => [`,
];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'tidemark-openers-')));
  const module = Object.values(things).flatMap(({ open, close }) => [
    `{ open: async () => await ${open},`,
    `close: async (thing) => await ${close} },`,
  ]);
  writeFileSync(path.join(folder, 'things.js'), [...HEAD, ...module, '];'].join('\n'));
  const main = path.join(folder, 'main.js');
  writeFileSync(
    main,
    `const { OpenerRecording } = require(${JSON.stringify(RECORDING)});
    const server = require('net').createServer().listen(0, async () => {
      const recording = new OpenerRecording();
      recording.start();
      const censuses = [];
      for (const { open, close } of require('./things')(${JSON.stringify(folder)}, server.address().port)) {
        const opened = [];
        for (let i = 0; i < ${TIMES}; i += 1) opened.push(await open());
        censuses.push(recording.census(censuses.length));
        for (const thing of opened) await close(thing);
        await new Promise((resolve) => setTimeout(resolve, 30));
        censuses.push(recording.census(censuses.length));
      }
      const accepting = require('net').createServer().listen(0, () => {
        require('net').connect(accepting.address().port).once('connect', () => {
          censuses.push(recording.census(0));
          const elsewhere = "require('fs').openSync(require('worker_threads').workerData); require('worker_threads').parentPort.postMessage(1); setInterval(() => {}, 1e6)";
          const { Worker } = require('worker_threads');
          new Worker(elsewhere, { eval: true, workerData: __filename }).once('message', () => {
            censuses.push(recording.census(0));
            recording.stop();
            tell();
          });
        });
      });
      const tell = () =>
        process.stdout.write(JSON.stringify(censuses), () => process.exit());
    });`,
  );
  const { stdout, stderr } = spawnSync(NODE, [main], { encoding: 'utf8', timeout: 60_000 });
  if (stdout === '') throw new Error(stderr);
  censuses = JSON.parse(stdout) as OpenCensus[];
}, 90_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Of that kind, opened by that line. */
function openOf(index: number, census: OpenCensus | undefined) {
  return census?.open.filter(
    ({ kind, places: [innermost] }) =>
      kind === things[names[index] ?? '']?.kind &&
      innermost?.file === path.join(folder, 'things.js') &&
      innermost.line === lineOf(index),
  );
}

test.each(names)('%s is put down to the line that opened it, until it is closed', (name) => {
  const index = names.indexOf(name);
  expect(openOf(index, censuses[2 * index])?.map(({ count }) => count)).toEqual([TIMES]);
  expect(openOf(index, censuses[2 * index + 1])).toEqual([]);
});

test('a file that other threads or native code opened is told by its name', () => {
  const [before, after] = censuses.slice(-2).map(({ unknown }) => unknown);
  expect(before?.[path.join(folder, 'main.js')]).toBeUndefined();
  expect(after?.[path.join(folder, 'main.js')]).toBe(1);
});

test('a connection is put down to who opened the server that accepted it', () => {
  const accepted = censuses.at(-1)?.open.find(({ kind }) => kind === 'connection');
  expect(accepted).toMatchObject({ count: 1, places: [{ file: path.join(folder, 'main.js') }] });
});
