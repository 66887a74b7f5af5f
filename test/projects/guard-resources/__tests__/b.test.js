const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');

test('leaves a server, a file, a timer and a child', async () => {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  fs.openSync(__filename, 'r');
  setInterval(() => {}, 1000);
  spawn('sleep', ['5'], { stdio: 'ignore' }).unref();
});
