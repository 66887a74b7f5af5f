const https = require('node:https');
const { price } = require('../../shared/catalog');

function onFree(socket) {
  price(socket.bytesRead);
}

exports.start = () => https.globalAgent.on('free', onFree);
exports.stop = () => https.globalAgent.off('free', onFree);
