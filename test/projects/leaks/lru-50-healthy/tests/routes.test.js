const { routeCache } = require('../src/routes');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

const TESTS = scaled(400);
const CALLS = 20;
// Full after 50 % of the run.
const route = routeCache(Math.round(TESTS * CALLS * 0.5));

for (let round = 0; round < TESTS; round++) {
  test(`plans trip ${round}`, () => {
    for (let call = 0; call < CALLS; call++) route(round * CALLS + call);
    expect(work(15)).toHaveLength(40);
  });
}
