const cluster = require('node:cluster');
const { price } = require('../../shared/catalog');

// `cluster` is Node's own and lives as long as the process: a listener left on it keeps this
// module, and all that the file has loaded, alive.
exports.start = () => {
  cluster.on('fork', function onFork(worker) {
    price(worker.id);
  });
};
