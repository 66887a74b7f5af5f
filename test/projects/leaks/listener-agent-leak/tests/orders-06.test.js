const { start } = require('../src/pool');
const { shopTests } = require('../../shared/shop-tests');

start();
shopTests();
