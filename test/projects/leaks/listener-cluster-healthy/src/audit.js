const cluster = require('node:cluster');
const { price } = require('../../shared/catalog');

function onFork(worker) {
  price(worker.id);
}

exports.start = () => cluster.on('fork', onFork);
exports.stop = () => cluster.off('fork', onFork);
