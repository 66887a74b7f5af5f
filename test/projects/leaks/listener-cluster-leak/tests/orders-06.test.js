const { start } = require('../src/audit');
const { shopTests } = require('../../shared/shop-tests');

start();
shopTests();
