const { start, stop } = require('../src/recorder');
const { shopTests } = require('../../shared/shop-tests');

start();
afterAll(stop);
shopTests();
