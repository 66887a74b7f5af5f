const PAGE = 64 * 1024;
const memory = new WebAssembly.Memory({ initial: 4, maximum: 16_384 });

// Every image takes four pages of its own at the end, and none is given back.
exports.draw = (image) => {
  const at = memory.grow(4) * PAGE;
  const pixels = new Uint8Array(memory.buffer, at, 4 * PAGE).fill(image % 256);
  return pixels[0];
};
