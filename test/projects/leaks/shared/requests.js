const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { setTimeout: pause } = require('node:timers/promises');

const TICKS_PER_SECOND = 20;

/** HTTP requests at a bounded rate; resolves with the number answered by 200. */
exports.sendRequests = async ({ port, perSecond, seconds }) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  let answered = 0;
  await everyTick(seconds, async (tick) => {
    const batch = Array.from({ length: perSecond / TICKS_PER_SECOND }, (_, i) =>
      get({ port, agent, path: `/orders/${tick}-${i}` }),
    );
    const statuses = await Promise.all(batch);
    answered += statuses.filter((status) => status === 200).length;
  });
  agent.destroy();
  return answered;
};

/** One line is one request, answered by one byte: for rates that HTTP does not reach. */
exports.sendLines = async ({ port, perSecond, seconds }) => {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const batch = 'price\n'.repeat(perSecond / TICKS_PER_SECOND);
  let answered = 0;
  await everyTick(seconds, async (tick) => {
    const expected = (tick + 1) * (perSecond / TICKS_PER_SECOND);
    socket.write(batch);
    while (answered < expected) answered += (await once(socket, 'data'))[0].length;
  });
  socket.destroy();
  return answered;
};

async function everyTick(seconds, send) {
  const startedAt = Date.now();
  for (let tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
    await send(tick);
    const ahead = startedAt + ((tick + 1) * 1000) / TICKS_PER_SECOND - Date.now();
    if (ahead > 0) await pause(ahead);
  }
}

function get(options) {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', ...options }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
      .on('error', reject);
  });
}
