import { createServer } from 'node:http';

/**
 * A small HTTP server for the recordings: `node node-server.js MODE [CACHED]`. Every request makes
 * about 100 kB, and the mode says what becomes of it; a cache holds the last CACHED of them. Prints its
 * port.
 */
const perRequest = 100_000;
const cached = Number(process.argv[3] ?? 200);
const kept: unknown[] = [];

function objects(seed: number): unknown[] {
  const made: unknown[] = [];
  for (let i = 0; i < perRequest / 100; i++) {
    made.push({ id: seed + i, name: `item ${seed + i}`, next: null });
  }
  return made;
}

function flatString(seed: number): string {
  return Buffer.alloc(perRequest, `request ${seed} `).toString('latin1');
}

const modes: Readonly<Record<string, (n: number) => void>> = {
  idle: () => {},
  churn: (n) => void JSON.parse(JSON.stringify(objects(n))),
  buffers: (n) => void Buffer.alloc(perRequest, n),
  'cache-objects': (n) => void (kept[n % cached] = objects(n)),
  'cache-strings': (n) => void (kept[n % cached] = flatString(n)),
  'cache-buffers': (n) => void (kept[n % cached] = Buffer.alloc(perRequest, n)),
  sessions: (n) => {
    const session = objects(n);
    setTimeout(() => session.length, (cached / 30) * 1000).unref();
  },
  'leak-objects': (n) => void kept.push(objects(n)),
  'leak-strings': (n) => void kept.push(flatString(n)),
  'leak-buffers': (n) => void kept.push(Buffer.alloc(perRequest, n)),
  'leak-churn': (n) => {
    kept.push(objects(n));
    JSON.parse(JSON.stringify(objects(n)));
  },
};

const serve = modes[process.argv[2] ?? ''];
if (serve === undefined) throw new Error(`mode must be one of ${Object.keys(modes).join(', ')}`);

let requests = 0;
const server = createServer((_request, response) => {
  serve(requests++);
  response.end(String(requests));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
