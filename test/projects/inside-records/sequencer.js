const Sequencer = require('@jest/test-sequencer').default;

// By number, so that a test can say which file came when.
module.exports = class extends Sequencer {
  sort(tests) {
    const numberOf = (test) => Number(/(\d+)\.test\.js$/.exec(test.path)?.[1]);
    return [...tests].sort((a, b) => numberOf(a) - numberOf(b));
  }
};
