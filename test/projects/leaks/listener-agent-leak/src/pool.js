const https = require('node:https');
const { price } = require('../../shared/catalog');

// The global agent is shared by every file of the process.
exports.start = () => {
  https.globalAgent.on('free', function onFree(socket) {
    price(socket.bytesRead);
  });
};
