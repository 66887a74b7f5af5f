const { EventEmitter } = require('events');

const emit = EventEmitter.prototype.emit;
exports.patchPrototype = () => {
  EventEmitter.prototype.emit = function tracedEmit(...args) {
    return emit.apply(this, args);
  };
};
