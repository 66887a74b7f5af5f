const { start } = require('../src/app');

test('starts', () => {
  start();
  start();
});
