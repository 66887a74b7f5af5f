const { start, stop } = require('../src/audit');
const { shopTests } = require('../../shared/shop-tests');

start();
afterAll(stop);
shopTests();
