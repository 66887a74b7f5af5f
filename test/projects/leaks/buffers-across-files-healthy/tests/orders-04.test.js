const { start, stop } = require('../src/certificates');
const { shopTests } = require('../../shared/shop-tests');

start();
afterAll(stop);
shopTests();
