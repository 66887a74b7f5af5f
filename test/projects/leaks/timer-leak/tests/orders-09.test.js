const { start } = require('../src/poller');
const { shopTests } = require('../../shared/shop-tests');

start();
shopTests();
