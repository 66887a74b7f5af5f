const { start } = require('../src/recorder');
const { shopTests } = require('../../shared/shop-tests');

start();
shopTests();
