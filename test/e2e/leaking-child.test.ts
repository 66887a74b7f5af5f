import { JestProject } from './jest-project';

/** A Python HTTP server that keeps `kept` bytes with each request, driven for `seconds` at 20 requests/s. */
const SERVER = `
import sys, http.server
kept, size = [], int(sys.argv[1])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = bytearray(b'x' * 100_000)
        if size: kept.append(bytearray(b'x' * size))
        self.send_response(200); self.send_header('Content-Length', '2'); self.end_headers()
        self.wfile.write(b'ok')
    def log_message(self, *args): pass
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
`;

const driver = (size: number, seconds: number) => `
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const http = require('node:http');
const path = require('node:path');

let server, port;
beforeAll(async () => {
  server = spawn('python3', [path.join(__dirname, 'server.py'), '${size}']);
  port = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(Number(data))));
  writeFileSync(path.join(__dirname, 'pid'), String(server.pid));
});
afterAll(() => server.kill());

const get = () => new Promise((resolve, reject) => {
  http.get({ port, host: '127.0.0.1', path: '/' }, (response) => response.resume().on('end', resolve)).on('error', reject);
});

test('answers', async () => {
  const end = Date.now() + ${seconds * 1000};
  while (Date.now() < end) {
    await get();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}, 120_000);
`;

const project = (size: number, seconds: number) =>
  new JestProject({ 'server.py': SERVER, 'server.test.js': driver(size, seconds) });

describe('a Python server started by a test', () => {
  it('fails the run where it leaks, and is named', async () => {
    const leaking = project(50_000, 25);
    const run = await leaking.run();
    expect(run.stderr).toContain('LEAK');
    expect(run.stderr).toContain('python3');
    expect(run.stderr).toContain('server.test.js');
    expect(run.status).toBe(1);
    expect(run.report?.run.status).toBe('leak');
    const leaks = run.report?.verdicts.filter((verdict) => verdict.kind === 'leak') ?? [];
    expect(leaks).toHaveLength(1);
    const child = run.report?.processes.find((process) => process.id === leaks[0]?.processId);
    expect(child).toMatchObject({ role: 'child', startedBy: 'server.test.js' });
    expect(leaks[0]?.rate?.unit).toBe('bytes/s');
    leaking.remove();
  });

  it('leaves the run as it is where it does not', async () => {
    const healthy = project(0, 25);
    const run = await healthy.run();
    expect(run.status).toBe(0);
    expect(run.stderr).not.toContain('LEAK');
    expect(run.report?.run.status).toBe('clean');
    healthy.remove();
  });
});
