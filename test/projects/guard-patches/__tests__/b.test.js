const client = require('../src/client');

test('the client is ready', () => {
  expect(client.ready).toBe(true);
});
