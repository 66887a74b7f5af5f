const { shopTests } = require('../../shared/shop-tests');

shopTests();
