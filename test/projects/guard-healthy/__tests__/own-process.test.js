test('what a sandbox has of its own', () => {
  process.on('exit', () => {});
  process.env.GUARD_HEALTHY = 'x';
  process.nextTick.mark = undefined;
  globalThis.something = { on: 'the global' };
  Array.prototype.mine = () => {};
  Promise.prototype.mine = () => {};
  delete Array.prototype.mine;
});
