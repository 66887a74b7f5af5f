const { invoice } = require('../src/invoice');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

// The snapshot file holds 300 invoices, so a longer run goes round them again.
for (let number = 0; number < scaled(300); number++) {
  test(`invoice ${number % 300}`, () => {
    expect(invoice(number % 300)).toMatchSnapshot();
    expect(work(15)).toHaveLength(40);
  });
}
