const { start } = require('../src/autosave');
const { domTests } = require('../src/dom-tests');

start();
domTests();
