const net = require('node:net');
const { listen } = require('../../shared/listen');

// When every request came, for a chart that nobody has asked for yet: 8 bytes each.
const PER_PART = 1_024;
const parts = [];
let requests = 0;

function note(time) {
  if (requests % PER_PART === 0) parts.push(new Float64Array(PER_PART));
  parts.at(-1)[requests++ % PER_PART] = time;
}

listen(
  net.createServer((socket) => {
    socket.on('data', (data) => {
      const lines = data.filter((byte) => byte === 10).length;
      for (let line = 0; line < lines; line++) note(performance.now());
      socket.write('.'.repeat(lines));
    });
  }),
);
