const { start, stop } = require('../src/autosave');
const { domTests } = require('../src/dom-tests');

start();
afterAll(stop);
domTests();
