const { failingTests } = require('../src/failing-tests');

failingTests();
