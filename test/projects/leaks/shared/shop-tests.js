const { price } = require('./catalog');
const { scaled } = require('./scale');
const { work } = require('./work');

/** The same tests in every file that calls it: about 300 ms of work. */
exports.shopTests = () => {
  for (const name of ['finds', 'prices', 'packs']) {
    test(`${name} an order`, () => {
      expect(work(scaled(100))).toHaveLength(40);
      expect(price(61)).toBe(1);
    });
  }
};
