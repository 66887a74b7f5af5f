const http = require('http');

test('a server that is closed', async () => {
  const server = http.createServer((_, response) => response.end('ok'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect(await response.text()).toBe('ok');
  await new Promise((resolve) =>
    http.get({ port, host: '127.0.0.1', agent: false }, (r) => r.resume().on('end', resolve)),
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
