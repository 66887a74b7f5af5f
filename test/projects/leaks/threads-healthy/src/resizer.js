const { once } = require('node:events');
const { Worker } = require('node:worker_threads');

const CODE = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (width) => parentPort.postMessage(width / 2));
`;

// A thread for every image, ended with it.
exports.resize = async (width) => {
  const worker = new Worker(CODE, { eval: true });
  worker.postMessage(width);
  const [half] = await once(worker, 'message');
  await worker.terminate();
  return half;
};
