const { once } = require('node:events');
const { Worker } = require('node:worker_threads');

const CODE = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (width) => parentPort.postMessage(width / 2));
`;

// A thread for every image; it idles from then on.
exports.resize = async (width) => {
  const worker = new Worker(CODE, { eval: true });
  worker.postMessage(width);
  const [half] = await once(worker, 'message');
  worker.unref();
  return half;
};
