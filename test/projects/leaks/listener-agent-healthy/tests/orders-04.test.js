const { start, stop } = require('../src/pool');
const { shopTests } = require('../../shared/shop-tests');

start();
afterAll(stop);
shopTests();
