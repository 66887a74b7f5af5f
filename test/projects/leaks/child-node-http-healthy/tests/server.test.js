const path = require('node:path');
const { startServer } = require('../../shared/child-server');
const { sendRequests } = require('../../shared/requests');
const { scaled } = require('../../shared/scale');

const PER_SECOND = 1_000;
const SECONDS = 2;
let server;

beforeAll(async () => {
  server = await startServer(path.join(__dirname, '../server/server.js'));
});
afterAll(() => server.stop());

for (let round = 0; round < scaled(8); round++) {
  test(`answers all requests of round ${round}`, async () => {
    const answered = await sendRequests({
      port: server.port,
      perSecond: PER_SECOND,
      seconds: SECONDS,
    });
    expect(answered).toBe(PER_SECOND * SECONDS);
  });
}
