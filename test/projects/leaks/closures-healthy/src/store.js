const { EventEmitter } = require('node:events');

exports.store = new EventEmitter().setMaxListeners(0);
