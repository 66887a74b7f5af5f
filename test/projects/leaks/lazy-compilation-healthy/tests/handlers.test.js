const { handlers } = require('../src/handlers');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

const TESTS = scaled(400);
const CALLS = Math.ceil(handlers.length / (TESTS * 0.6));
const order = {
  lines: [
    { count: 3, price: 2 },
    { count: 1, price: 9 },
  ],
};

// All handlers have been called after 60 % of the run.
for (let round = 0; round < TESTS; round++) {
  test(`handles order ${round}`, () => {
    for (let call = 0; call < CALLS; call++) {
      const handler = handlers[(round * CALLS + call) % handlers.length];
      expect(handler(order)).toBe(true);
    }
    expect(work(15)).toHaveLength(40);
  });
}
