module.exports = class {
  async onRunComplete() {
    await globalThis[Symbol.for('inside-records')]?.processEnds();
  }
};
