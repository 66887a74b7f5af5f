const PAGE = 64 * 1024;
const memory = new WebAssembly.Memory({ initial: 4, maximum: 16_384 });

// All images share the same four pages.
exports.draw = (image) => {
  const pixels = new Uint8Array(memory.buffer, 0, 4 * PAGE).fill(image % 256);
  return pixels[0];
};
