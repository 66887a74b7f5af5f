const { openSync, readSync } = require('node:fs');

// Opened for every entry and never closed.
exports.firstByte = () => {
  const descriptor = openSync(__filename, 'r');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, 0);
  return byte.toString();
};
