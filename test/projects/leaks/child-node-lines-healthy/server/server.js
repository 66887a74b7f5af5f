const net = require('node:net');
const { listen } = require('../../shared/listen');

// When the last requests came: a ring of fixed size.
const times = new Float64Array(1_024);
let requests = 0;

function note(time) {
  times[requests++ % times.length] = time;
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
