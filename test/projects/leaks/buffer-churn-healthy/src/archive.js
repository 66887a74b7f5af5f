const { createHash } = require('node:crypto');

// Four buffers of 1 MB a call, none of them kept.
exports.pack = (entry) => {
  const parts = Array.from({ length: 4 }, (_, part) => Buffer.alloc(1024 * 1024, entry + part));
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part.subarray(0, 64 * 1024));
  return hash.digest('hex');
};
