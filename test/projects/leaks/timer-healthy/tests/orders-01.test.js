const { start, stop } = require('../src/poller');
const { shopTests } = require('../../shared/shop-tests');

start();
afterAll(stop);
shopTests();
