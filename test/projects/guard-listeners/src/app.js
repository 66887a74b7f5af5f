const cluster = require('cluster');
const diagnosticsChannel = require('diagnostics_channel');

exports.start = () => {
  cluster.on('fork', function onFork() {});
  process.stdout.once('error', function onError() {});
  diagnosticsChannel.subscribe('http.client.request.start', function onRequest() {});
};
