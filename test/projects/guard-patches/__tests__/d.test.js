const dns = require('dns');
const http = require('http');
const net = require('net');
const { patchPrototype } = require('../src/wrap');

test('many ways to patch', () => {
  patchPrototype();
  http.get = function get() {}.bind(null);
  net.connect = new Proxy(() => {}, {
    getPrototypeOf() {
      throw new Error('a trap ran');
    },
    ownKeys() {
      throw new Error('a trap ran');
    },
    getOwnPropertyDescriptor() {
      throw new Error('a trap ran');
    },
    get() {
      throw new Error('a trap ran');
    },
  });
  dns.lookup = jest.fn();
  Object.defineProperty(dns, 'resolve', {
    configurable: true,
    get: function resolveGetter() {
      throw new Error('a getter ran');
    },
  });
  http.globalAgent.tidemarkCache = { big: true };
  setTimeout.extra = class Extra {};
  // Text and numbers hold nothing.
  http.maxHeaderSizeOfTest = 5;
});
