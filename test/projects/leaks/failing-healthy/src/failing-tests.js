const { invoice } = require('./invoice');
const { price } = require('../../shared/catalog');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

/** Every third test fails, by a comparison with a long difference. */
exports.failingTests = () => {
  for (let number = 0; number < 12; number++) {
    test(`invoice ${number}`, () => {
      expect(work(scaled(25))).toHaveLength(40);
      expect(price(number)).toBe(number);
      expect(invoice(number)).toEqual(invoice(number - (number % 3 === 0 ? 1 : 0)));
    });
  }
};
