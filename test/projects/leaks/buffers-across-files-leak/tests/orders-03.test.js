const { start } = require('../src/certificates');
const { shopTests } = require('../../shared/shop-tests');

start();
shopTests();
