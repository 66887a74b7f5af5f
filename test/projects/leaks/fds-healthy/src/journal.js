const { openSync, readSync, closeSync } = require('node:fs');

// Opened for every entry and closed again.
exports.firstByte = () => {
  const descriptor = openSync(__filename, 'r');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, 0);
  closeSync(descriptor);
  return byte.toString();
};
